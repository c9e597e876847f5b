"""The proof of an environment's tasks: each is solvable, none is vacuous, and their verifiers are sharp.

In: a loaded environment. Out: a `TasksReport`. A family (a task of the spec, with all its instances) is proven on its own, so that families may
be given to several processes: the report of one is a function of the environment, the family, the seed and the budget alone.

Every instance has at most `budget` mutants, taken in turn from each kind; which of a kind is left to chance, that is to the seed and
the instance's id, so that instances of one family are tried in different ways. Plans with wrong answers are never left out. A clause must be
made false in at least one instance of its family; where no mutant did it, those that the budget left out are tried, then two changes at
once, the user's tools, and the solutions of all other tasks. Only `require x != none` need not be made false, where it holds from the start.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from awmc.prove.extras import extra_writes
from awmc.prove.findings import Finding, Progress, no_progress
from awmc.prove.live import Live
from awmc.prove.mutants import one_change, pairs, sampled
from awmc.prove.plans import Calls, Plan, distinct, solution_of
from awmc.prove.sharp import Tally, clauses_of, falsified_by, sharpen
from awmc.prove.solvable import solve
from awmc.prove.stage import Played, Stage
from awmc.prove.tasks_report import (
    REQUIRED_SHARE,
    ClauseCount,
    FamilyReport,
    InstanceReport,
    Survivor,
    TasksReport,
    joined,
)
from awmc.prove.vacuous import find_vacuous
from awmc.prove.wrong_answers import wrong_answers
from awmc.runtime.environment import Environment

BUDGET = 60
"""Mutants of an instance, unless it is said otherwise."""
_HARDER = 400
"""Plans that are tried in one instance for the clauses that no mutant made false."""
_HARD_INSTANCES = 4
_SOME = re.compile(r"[\w.]+\s*!=\s*none(\s+and\s+[\w.]+\s*!=\s*none)*")
"""A clause that says of names alone that they are not none."""


@dataclass
class _Proof:
    """What was found of an instance."""

    report: InstanceReport
    findings: list[Finding]
    clauses: list[ClauseCount]
    falsified: Counter[str]


def prove_tasks(
    environment: Environment,
    *,
    seed: int = 0,
    budget: int = BUDGET,
    progress: Progress = no_progress,
    target: str | None = None,
) -> TasksReport:
    """Proves every family. `progress` is told of each instance that is done, `target` names the environment in commands."""
    return joined(
        prove_family(
            environment, family, seed=seed, budget=budget, progress=progress, target=target
        )
        for family in families_of(environment)
    )


def families_of(environment: Environment) -> list[str]:
    """The families that have instances, in the order of the spec."""
    return list(dict.fromkeys(str(task["family"]) for task in environment.tasks()))


def prove_family(
    environment: Environment,
    family: str,
    *,
    seed: int = 0,
    budget: int = BUDGET,
    progress: Progress = no_progress,
    target: str | None = None,
) -> FamilyReport:
    """Proves all instances of a family."""
    tasks = [task for task in environment.tasks() if task["family"] == family]
    proofs = []
    for task in tasks:
        with Stage(environment, task["id"], target) as stage:
            proofs.append(_prove(stage, _random(seed, task), budget))
        progress(1)
    clauses = _counted(proofs)
    missing = {c.name for c in clauses if not c.falsified}
    for task in tasks[:_HARD_INSTANCES]:
        if missing:
            with Stage(environment, task["id"]) as stage:
                found = _try_harder(stage, _random(seed, task), missing)
            clauses = [replace(c, falsified=c.falsified + found[c.name]) for c in clauses]
            missing -= found.keys()
    report = FamilyReport(family, tuple(p.report for p in proofs), tuple(clauses))
    findings = [f for p in proofs for f in p.findings]
    return replace(report, findings=(*findings, *_sharp_findings(report)))


def _counted(proofs: Iterable[_Proof]) -> list[ClauseCount]:
    clauses: dict[str, ClauseCount] = {}
    falsified: Counter[str] = Counter()
    for proof in proofs:
        falsified.update(proof.falsified)
        for clause in proof.clauses:
            clauses.setdefault(clause.name, clause)
    return [replace(clause, falsified=falsified[name]) for name, clause in clauses.items()]


def _prove(stage: Stage, random: Random, budget: int) -> _Proof:
    live = Live(stage.episode)
    solved, findings = solve(stage)
    writes = bool(stage.net())
    wrong = wrong_answers(live, stage.solution, solved.answers)
    findings += find_vacuous(stage, solved, writes=writes, wrong=wrong)
    if solved.verdict.reward < 1.0:
        report = InstanceReport(stage.task["id"], False)
        return _Proof(report, findings, clauses_of(solved), Counter())
    plans = _all_plans(stage, live, random) if writes else []
    left = max(budget - len(wrong), budget // 2)
    tally = sharpen(stage, solved, [*wrong, *sampled(plans, left, random)])
    return _proof(stage, solved, findings, tally)


def _proof(stage: Stage, solved: Played, findings: list[Finding], tally: Tally) -> _Proof:
    report = InstanceReport(stage.task["id"], True, tally.count, tuple(tally.survivors))
    return _Proof(report, findings, clauses_of(solved), tally.falsified)


def _random(seed: int, task: dict[str, Any]) -> Random:
    return Random(f"{seed} {task['id']}")


def _all_plans(stage: Stage, live: Live, random: Random) -> list[Plan]:
    first = extra_writes(stage, (), random)
    last = extra_writes(stage, stage.solution, random)
    return one_change(stage, live, first, last, _others(stage))


def _others(stage: Stage) -> list[tuple[str, Calls]]:
    """The other instances of the family: first those of the same actor, then those that follow in the spec."""
    own = stage.task
    kin = [task for task in stage.environment.tasks() if task["family"] == own["family"]]
    place = next(n for n, task in enumerate(kin) if task["id"] == own["id"])
    ordered = sorted(kin[place + 1 :] + kin[:place], key=lambda t: t["actor"] != own["actor"])
    return [(task["id"], solution_of(task)) for task in ordered]


def _try_harder(stage: Stage, random: Random, wanted: set[str]) -> Counter[str]:
    live = Live(stage.episode)
    solved, _ = solve(stage)
    if solved.verdict.reward < 1.0:
        return Counter()
    plans = _harder(stage, live, random)
    tried = (plan for _, plan in zip(range(_HARDER), plans, strict=False))
    return falsified_by(stage, tried, wanted)


def _harder(stage: Stage, live: Live, random: Random) -> Iterator[Plan]:
    tasks = stage.environment.tasks()
    first = extra_writes(stage, (), random, sides=("agent", "user"))
    last = extra_writes(stage, stage.solution, random, sides=("agent", "user"))
    plans = one_change(stage, live, first, last, _others(stage))
    yield from plans
    for calls in distinct(
        Plan("two changes", f"the solution of {t['id']}, too", solution_of(t)) for t in tasks
    ):
        yield replace(calls, calls=(*stage.solution, *calls.calls))
        yield replace(calls, calls=(*calls.calls, *stage.solution))
    yield from pairs(plans, [*first, *last], random)


def _sharp_findings(report: FamilyReport) -> Iterator[Finding]:
    count = report.count
    enough = count.share >= REQUIRED_SHARE
    if not enough:
        wrong = count.mutants - count.equivalent
        yield Finding(
            "sharp",
            report.family,
            f"{count.survivors} of {wrong} mutants of {report.family} earn the reward;"
            f" at most {1 - REQUIRED_SHARE:.0%} may",
            detail=count.as_json(),
        )
    for survivor in report.survivors:
        yield _survived(survivor, enough)
    for clause in report.clauses:
        if not clause.falsified and count.mutants and not _tells_some(clause):
            told = f"{clause.name} of {report.family} is never false: {clause.text}"
            yield Finding("sharp", report.family, told, detail=clause.as_json())


def _tells_some(clause: ClauseCount) -> bool:
    """Whether a clause is `x != none` that held from the start: the compiler wants it before `x` is read by those after it, so that it need not be false for any
    sequence of calls."""
    return clause.kind == "guard" and _SOME.fullmatch(clause.text) is not None


def _survived(survivor: Survivor, enough: bool) -> Finding:
    return Finding(
        "sharp",
        survivor.task,
        f"a mutant earns the reward ({survivor.kind}): {survivor.change}",
        severity="note" if enough else "error",
        replay=survivor.replay,
        detail=survivor.as_json(),
    )
