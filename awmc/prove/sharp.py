"""*Sharp*: mutants of an instance's solution do not earn the reward.

A mutant is killed if its reward is 0. If it is 1, the mutant is equivalent where it ends in the solution's state, told by comparing the
two; else it has survived. An answer that is wrong is never equivalent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from awmc.prove.equivalence import same_end
from awmc.prove.plans import Plan, replay_command
from awmc.prove.stage import Played, Stage
from awmc.prove.tasks_report import ClauseCount, Count, Survivor


@dataclass
class Tally:
    """What became of the mutants of an instance, and how often each clause was false."""

    count: Count = field(default_factory=Count)
    survivors: list[Survivor] = field(default_factory=list)
    falsified: Counter[str] = field(default_factory=Counter)


def clauses_of(solved: Played) -> list[ClauseCount]:
    """The clauses of an instance's verdict."""
    return [ClauseCount(c.name, c.text, c.kind) for c in solved.verdict.clauses]


def sharpen(stage: Stage, solved: Played, plans: Iterable[Plan]) -> Tally:
    """Plays mutants of the solution, whose own outcome is `solved`."""
    tally = Tally()
    for plan in plans:
        played = stage.play(plan)
        tally.falsified.update(c.name for c in played.verdict.clauses if not c.holds)
        if played.verdict.reward < 1.0:
            tally.count += Count(1, 1, 0)
        elif plan.kind != "answer" and _is_equivalent(stage, solved, played):
            tally.count += Count(1, 0, 1)
        else:
            tally.count += Count(1, 0, 0)
            tally.survivors.append(_survivor(stage, plan, played))
    return tally


def falsified_by(stage: Stage, plans: Iterable[Plan], wanted: set[str]) -> Counter[str]:
    """How many of the plans made each of the `wanted` clauses false; stops when each was."""
    found: Counter[str] = Counter()
    for plan in plans:
        if wanted <= found.keys():
            break
        clauses = stage.play(plan).verdict.clauses
        found.update(c.name for c in clauses if not c.holds and c.name in wanted)
    return found


def _is_equivalent(stage: Stage, solved: Played, played: Played) -> bool:
    return same_end(stage.rubric, stage.entities, solved.changes, played.changes)


def _survivor(stage: Stage, plan: Plan, played: Played) -> Survivor:
    task = stage.task["id"]
    return Survivor(
        task=task,
        kind=plan.kind,
        change=plan.change,
        calls=tuple(call.as_json() for call in plan.calls),
        text=played.text,
        replay=replay_command(stage.target, task, plan.calls, played.text),
    )
