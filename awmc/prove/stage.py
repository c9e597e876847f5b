"""Where plans are played: one episode of one task instance, taken back to its start before each plan.

Guaranteed: playing leaves nothing behind, and the same plan gives the same outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from awmc.prove.plans import Call, Calls, Plan, solution_of
from awmc.runtime.closing import Closing
from awmc.runtime.environment import Environment
from awmc.runtime.judging.answers import shown_answer
from awmc.runtime.judging.created import own_answer
from awmc.runtime.judging.model import Answer, Changes, Key, Verdict
from awmc.runtime.rubrics import entities, rubric


@dataclass(frozen=True)
class Played:
    """What came of a plan: its verdict, the net changes, the answers that would be right in the state that it ended in, and what was said."""

    verdict: Verdict
    changes: Changes
    answers: tuple[Answer, ...]
    text: str
    succeeded: tuple[bool, ...]


class Stage(Closing):
    """An instance's episode. Close it, or use it in a `with`."""

    def __init__(self, environment: Environment, task: str, target: str | None = None) -> None:
        """`target` is what commands that replay a plan call the environment; by default its name."""
        self.environment = environment
        self.target = target or environment.name
        self.task: dict[str, Any] = environment.task(task)
        self.solution = solution_of(self.task)
        self.rubric = rubric(self.task)
        self.entities = entities(environment.catalogue)
        self.episode = environment.episode(task=task, record=False)
        self._tools = environment.definition.tools
        self._at: Calls | None = None
        """The calls that have led to the state of the episode, where that is known."""

    def writes(self, tool: str) -> bool:
        """Whether a tool may change anything; the rest need no mutants."""
        known = self._tools.get(tool)
        return known is not None and not known.read_only

    def play(self, plan: Plan) -> Played:
        """Plays a plan from the start, and judges it."""
        return self.judged(self.probe(plan.calls), plan.text)

    def probe(self, calls: Iterable[Call]) -> tuple[bool, ...]:
        """Plays calls from the start; whether each succeeded. The episode stays where they lead."""
        self._at = None
        self.episode.reset()
        return tuple(self._call(call) for call in calls)

    def follows(self, after: Calls, call: Call) -> bool:
        """Whether a call succeeds after others; then the episode stays where it leads. Many may be asked of one state in a row."""
        if self._at != after:
            self.probe(after)
        succeeded = self._call(call)
        # a call that fails leaves the state as it was, unless it rejects, but is counted
        same = not succeeded and not self._tools[call.tool].may_reject
        self._at = after if same and self.task["call_limit"] is None else None
        return succeeded

    def _call(self, call: Call) -> bool:
        return self.episode.call(call.tool, dict(call.arguments), side=call.side).ok

    def judged(self, succeeded: tuple[bool, ...], text: str | None) -> Played:
        """The verdict on the episode as it stands."""
        changes = self.changes()
        answers = self.own_answers(changes)
        said = right_text(answers) if text is None else text
        return Played(self.episode.verify(said), changes, answers, said, succeeded)

    def changes(self) -> Changes:
        """The net changes since the start, values as stored."""
        return self.episode.changes()

    def net(self) -> dict[str, Any]:
        """What is not as it was at the start, what nobody judges aside; empty if nothing is."""
        return net_of(self.environment, self.changes())

    def own_answers(self, changes: Changes) -> tuple[Answer, ...]:
        """The answers with the automatic keys and times of this very episode."""
        known = self.rubric.answers
        return tuple(own_answer(a, self.rubric, self.entities, changes) for a in known)

    def close(self) -> None:
        """Frees the episode."""
        self.episode.close()


def net_of(environment: Environment, changes: Changes) -> dict[str, Any]:
    """Net changes without what nobody judges; empty if nothing is left."""
    kept = {name: _judged(environment, name, rows) for name, rows in changes.changed.items()}
    parts = {
        "created": {name: rows for name, rows in changes.created.items() if rows},
        "changed": {name: rows for name, rows in kept.items() if rows},
        "deleted": {name: keys for name, keys in changes.deleted.items() if keys},
    }
    return {part: tables for part, tables in parts.items() if tables}


def _judged(
    environment: Environment, table: str, rows: Mapping[Key, Mapping[str, Any]]
) -> dict[Key, Any]:
    scratch = environment.catalogue.by_name[table].TABLE.scratch
    kept = {
        key: {c: values for c, values in columns.items() if c not in scratch}
        for key, columns in rows.items()
    }
    return {key: columns for key, columns in kept.items() if columns}


def right_text(answers: tuple[Answer, ...]) -> str:
    """What a careful agent would say."""
    return "; ".join(spoken(answer) for answer in answers)


def spoken(answer: Answer) -> str:
    """An answer in full, as a person writes it."""
    items = answer.value if isinstance(answer.value, list) else [answer.value]
    return ", ".join(
        str(item) if answer.kind == "text" else shown_answer(replace(answer, value=item))
        for item in items
    )
