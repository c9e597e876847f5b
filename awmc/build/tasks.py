"""Task instances: each family over the rows that were built, its solution played, its verdict at the start and at the end looked at.

In: the ready families, the program, and the world with the initial rows. Out: `Instance`s; mistakes are in the sink. Guaranteed: every
instance's solution works and satisfies its goal, and its untouched start does not pass; the world is left as it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from awmc.build.answers import answer
from awmc.build.families import Family, Part
from awmc.build.footprint import Traces, traces
from awmc.build.given import Given, statements
from awmc.build.instance import Answer, Clause, Instance, key_json, label, name_json
from awmc.build.program import Program
from awmc.build.solution import CallFailed, PlayedWorld, Step
from awmc.build.state import TEXT, TooMuchText, TooSlow
from awmc.diagnostics.sink import Sink
from awmc.ir.columns import field_columns
from awmc.ir.model import Environment, Task
from awmc.ir.stmt import Stmt
from awmc.runtime.endings import check_rules
from awmc.runtime.failures import PRECONDITION_FAILED, Failed
from awmc.runtime.handles import Handle
from awmc.runtime.tables import Row
from awmc.source import Span

MAX_INSTANCES = 1_000
"""The most instances of one family."""
NOTHING: dict[str, Any] = {"created": {}, "changed": {}, "deleted": {}}
_CALLS = 8
"""Calls of a solution that are told."""
LABEL = 80
"""The longest label of an instance, in characters."""


class _Dropped(Exception):
    """An instance that cannot be used: the diagnostic that says so, why, the statements to look at, and the calls that were made."""

    def __init__(
        self, name: str, reason: str, part: tuple[Stmt, ...], steps: Sequence[Step] = ()
    ) -> None:
        super().__init__(reason)
        self.name, self.reason, self.part = name, reason, part
        self.calls = _told_calls(steps)


class _Wrong(Exception):
    """An expression of a task fails: a mistake of the spec."""

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(reason)
        self.part, self.reason = part, reason


@dataclass
class Tasks:
    """The instances in the making."""

    env: Environment
    program: Program
    world: PlayedWorld
    sink: Sink
    dropped: list[str] = field(default_factory=list)

    def run(self, families: tuple[Family, ...]) -> tuple[Instance, ...]:
        """The instances of every family, in order."""
        self.world.literal = False
        return tuple(instance for family in families for instance in self._family(family))

    def _family(self, family: Family) -> list[Instance]:
        task = family.task
        effects = task.solution_effects
        if not (effects.writes or effects.advances or task.answers):
            self.sink.report("nothing-to-judge", task.span, task=task.name)
            return []
        found = self._names(family)
        ids: set[str] = set()
        made: list[Instance] = []
        dropped: list[tuple[str, _Dropped]] = []
        for names in found or ():
            instance = self._id(family, names, ids)
            try:
                made.append(self._attempt(family, instance, names))
            except _Dropped as gone:
                dropped.append((instance, gone))
            except _Wrong as wrong:
                self._report_wrong(task, wrong, instance)
                return []
        if found is not None:
            self._report_dropped(task, len(found), dropped)
        return made

    def _names(self, family: Family) -> list[tuple[Any, ...]] | None:
        """The loop values of each instance; None where that was reported as impossible."""
        if family.loops is None:
            return [()]
        self.world.budget()
        self.world.sign_in(None)
        found: list[tuple[Any, ...]] = []
        task = family.task
        try:
            for value in self.program[family.loops](self.world, None):
                found.append(value if len(family.names) > 1 else (value,))
                if len(found) > MAX_INSTANCES:
                    what = f"a number of instances of `{task.name}`"
                    self.sink.report(
                        "limit-exceeded", task.span, what=what, size="more", limit=MAX_INSTANCES
                    )
                    return None
        except Failed as failed:
            wrong = _Wrong("`for … if …`", failed.message)
            self._report_wrong(task, wrong, task.name)
            return None
        except TooSlow as slow:
            self._report_wrong(task, _Wrong("`for … if …`", _slow(slow)), task.name)
            return None
        return found

    # One instance

    def _attempt(self, family: Family, instance: str, names: tuple[Any, ...]) -> Instance:
        world = self.world
        now, numbers = world.now, dict(world.numbers)
        world.begin()
        world.budget()
        try:
            world.spend_on_rows()
            return self._instance(family, instance, names, numbers)
        except TooSlow as slow:
            raise _Wrong("playing the solution", _slow(slow)) from None
        except TooMuchText:
            raise _Wrong("playing the solution", f"it makes more than {TEXT} characters") from None
        finally:
            world.take_back(world.changes, now, numbers)
            world.sign_in(None)

    def _instance(
        self, family: Family, instance: str, names: tuple[Any, ...], numbers: dict[str, int]
    ) -> Instance:
        task, world = family.task, self.world
        actor = self._value("`actor`", family.actor, names)
        world.sign_in(None if actor is None else actor.KEY)
        given = self._given(family, names, numbers)
        world.mark()
        instruction = self._value("the instruction", family.instruction, names)
        user = self._value("the script of the user", family.user, names)
        limit = self._call_limit(family, names)
        start = [reason is None for reason in self._clauses(family, names)]
        self._solve(family, names, limit)
        steps, left = tuple(world.steps), traces(world, world.played)
        answers = self._answers(family, names, left)
        self._judge(family, names, start, left)
        by_values = not family.goal or any(found.created for found in answers)
        return Instance(
            id=instance,
            family=task.name,
            doc=task.doc,
            instruction=instruction,
            user=user,
            actor=key_json(actor),
            call_limit=limit,
            given=given,
            solution=steps,
            answers=answers,
            goal=tuple(
                Clause(part.text, holds) for part, holds in zip(family.goal, start, strict=True)
            ),
            may_change=self._may_change(task),
            names=tuple(name_json(value) for value in names),
            footprint=left.footprint,
            expected=left.expected if by_values else NOTHING,
        )

    def _given(self, family: Family, names: tuple[Any, ...], numbers: dict[str, int]) -> Given:
        world = self.world
        if family.given is None:
            return []
        world.flow = False
        world.play(None)  # the task before it may have ended its episode
        try:
            self._value("`given`", family.given, names)
            self._guarded("`given`", lambda: check_rules(world, None, None))
        except CallFailed as failed:
            raise _Wrong("`given`", str(failed)) from None
        finally:
            world.flow = True
        return statements(world.changes, numbers, world.numbers)

    def _call_limit(self, family: Family, names: tuple[Any, ...]) -> int | None:
        limit: int | None = self._value("`limit calls`", family.call_limit, names)
        if limit is not None and limit < 1:
            raise _Wrong("`limit calls`", f"{limit} calls are too few")
        return limit

    def _solve(self, family: Family, names: tuple[Any, ...], limit: int | None) -> None:
        self.world.play(limit)
        try:
            self._value("the solution", family.solution, names)
        except CallFailed as failed:
            part, steps = family.task.solution, self.world.steps
            raise _Dropped("solution-fails", str(failed), part, steps) from None

    def _answers(self, family: Family, names: tuple[Any, ...], left: Traces) -> tuple[Answer, ...]:
        made = []
        for part, (expr, _) in zip(family.answers, family.task.answers, strict=True):
            value = self._value("`answer`", part.function, self._final(names))
            if value in (None, "", []):
                raise _Wrong("`answer`", "it is empty")
            made.append(answer(self.env, expr, value, left.created))
        return tuple(made)

    def _may_change(self, task: Task) -> dict[str, tuple[str, ...] | None]:
        """The columns that the task leaves open, by table; None for all that happens in one."""
        found: dict[str, tuple[str, ...] | None] = {}
        for part in task.may_change:
            entity = self.env.entity(part.entity)
            known = found.get(entity.table, ())
            if part.field is None or known is None:
                found[entity.table] = None
                continue
            columns = field_columns(self.env, entity.field(part.field))
            found[entity.table] = (*known, *(column.name for column in columns))
        return found

    def _judge(
        self, family: Family, names: tuple[Any, ...], start: list[bool], left: Traces
    ) -> None:
        """Drops an instance whose solution does not satisfy its goal, or that is done before it starts."""
        goal, solution = family.task.goal, family.task.solution
        reasons = self._clauses(family, self._final(names))
        for part, reason in zip(family.goal, reasons, strict=True):
            if reason is not None:
                told = f"after it the goal does not hold{reason}: `{part.text}`"
                raise _Dropped("solution-fails", told, goal, self.world.steps)
        if family.answers:
            return
        if family.goal and all(start):
            raise _Dropped(
                "start-passes", "every `require` of its goal holds already", goal, self.world.steps
            )
        if not family.goal and not left.changed:
            told = "its solution leaves the data as they were"
            raise _Dropped("start-passes", told, solution, self.world.steps)

    def _clauses(self, family: Family, names: tuple[Any, ...]) -> list[str | None]:
        """Of each clause of the goal: None where it holds, else more to say of why not."""
        return [self._clause(part, names) for part in family.goal]

    def _clause(self, part: Part, names: tuple[Any, ...]) -> str | None:
        try:
            self.program[part.function](self.world, None, *names)
        except Failed as failed:
            return "" if failed.code == PRECONDITION_FAILED else f" ({failed.message})"
        return None

    def _final(self, names: tuple[Any, ...]) -> tuple[Any, ...]:
        """The loop values with rows as they are now: one deleted and made again under its key is the new one, of one gone only its key is left."""
        return tuple(self._live(value) if isinstance(value, Row) else value for value in names)

    def _live(self, row: Row) -> Row:
        def look() -> Row | None:
            return self.world.find(type(row), *row.KEY)

        return look() or Handle(row.TABLE, row.KEY, look)

    def _value(self, part: str, function: str | None, names: tuple[Any, ...]) -> Any:
        if function is None:
            return None
        found = self.program[function]
        return self._guarded(part, lambda: found(self.world, None, *names))

    def _guarded(self, part: str, action: Callable[[], Any]) -> Any:
        try:
            return action()
        except Failed as failed:
            raise _Wrong(part, failed.message) from None

    # Names and reports

    def _id(self, family: Family, names: tuple[Any, ...], ids: set[str]) -> str:
        """`return_overdue[L00003]`: equal labels are told apart by a number."""
        if family.loops is None:
            return family.task.name
        types = [type_ for _, type_ in family.names]
        labels = ",".join(label(value, type_) for value, type_ in zip(names, types, strict=True))
        shown = labels if len(labels) <= LABEL else labels[:LABEL] + "…"
        wanted, number = shown, 1
        while wanted in ids:
            number += 1
            wanted = f"{shown}#{number}"
        ids.add(wanted)
        return f"{family.task.name}[{wanted}]"

    def _report_wrong(self, task: Task, wrong: _Wrong, instance: str) -> None:
        self.sink.report(
            "task-failed", task.span, part=wrong.part, instance=instance, reason=wrong.reason
        )

    def _report_dropped(self, task: Task, found: int, dropped: list[tuple[str, _Dropped]]) -> None:
        if found == 0:
            reason = "no row of the initial data satisfies its `for … if …`"
            self.sink.report("task-without-instances", task.span, task=task.name, reason=reason)
        elif dropped and found == 1:
            ((instance, gone),) = dropped
            place = _place(task, gone)
            facts: dict[str, Any] = {"calls": gone.calls} if gone.name == "solution-fails" else {}
            self.sink.report(gone.name, place, instance=instance, reason=gone.reason, **facts)
        elif len(dropped) * 2 > found:
            self.sink.report(
                "family-dropped",
                _place(task, dropped[0][1]),
                dropped=len(dropped),
                found=found,
                task=task.name,
                reason=_told(*dropped[0]),
                calls=dropped[0][1].calls,
            )
        else:
            self.dropped += [f"task {_told(instance, gone)}" for instance, gone in dropped]


def _place(task: Task, gone: _Dropped) -> Span:
    """Where to look for what is wrong: the statements in question, or all of the task."""
    return gone.part[0].span.to(gone.part[-1].span) if gone.part else task.span


def _slow(slow: TooSlow) -> str:
    return f"it takes more than {slow.limit} steps"


def _told_calls(steps: Sequence[Step]) -> list[str]:
    """The first calls of a solution, as a solution has them."""
    calls = [
        f"{step.tool}({', '.join(f'{k} = {json.dumps(v, ensure_ascii=False)}' for k, v in step.arguments.items())})"
        for step in steps[:_CALLS]
    ]
    return [*calls, f"… {len(steps) - _CALLS} more"] if len(steps) > _CALLS else calls


def _told(instance: str, gone: _Dropped) -> str:
    if gone.name == "start-passes":
        return f"`{instance}` is done before it starts: {gone.reason}"
    return f"the solution of `{instance}` fails: {gone.reason}"
