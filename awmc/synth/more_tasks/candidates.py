"""Walks that are proven as tasks, before anything is paid for their words.

In: a spec's text, and walks. Out: for each walk the goal with which it is a sharp task, or the reason why there is none. Guaranteed: with that goal the
environment compiles, nothing is found by `awmc lint` in the new declaration but what concerns its words, and `prove_family` finds that it can be solved, that its
verifier is sharp and that nobody is rewarded for nothing. Of several goals the most readable one is taken that lets no mutant through, else one that passes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from awmc.checked import Checked
from awmc.diagnostics.model import Diagnostic
from awmc.driver import Options, check_file
from awmc.prove.tasks import prove_family
from awmc.prove.tasks_report import FamilyReport
from awmc.runtime.loader import load_files
from awmc.synth.more_tasks.bench import World
from awmc.synth.more_tasks.declare import declared
from awmc.synth.more_tasks.goals import GOALS, Goal
from awmc.synth.more_tasks.values import Unwritable
from awmc.synth.more_tasks.walks import Walk

WORDING = frozenset(
    (
        "answer-not-asked",
        "duplicate-instruction",
        "instruction-names-tool",
        "internal-name-in-instruction",
        "question-not-judged",
    )
)
"""The rules that look at the words of an instruction."""
_COVERAGE = frozenset(("unneeded-write-tool", "untested-user-tool"))
"""The rules that speak once there are tasks, of the tools that none calls: no fault of a new task, which only more of them cure."""


@dataclass(frozen=True)
class Spec:
    """A spec's text, where it stands, and what is found in it as it is."""

    text: str
    path: Path

    def with_tasks(self, tasks: Sequence[str]) -> tuple[str, dict[int, int]]:
        """The text with declarations after it, and where each of them begins: start -> its number."""
        line_end = "\r\n" if "\r\n" in self.text else "\n"
        text, starts = self.text, {}
        if text and not text.endswith("\n"):
            text += line_end
        for number, task in enumerate(tasks):
            text += line_end
            # places are counted in the text as the compiler reads it
            starts[len(text.replace("\r\n", "\n"))] = number
            text += task.replace("\n", line_end)
        return text, starts

    def compiled(self, text: str, *, emit: bool = True) -> Checked:
        """What the compiler and the advice say of a text in place of the spec's. Raises ConfigError."""
        return check_file(self.path, Options(emit=emit, texts={self.path.resolve(): text}))


@dataclass(frozen=True)
class Judged:
    """Declarations, compiled together: what is found in each, and the package if there are no errors."""

    found: Mapping[int, tuple[Diagnostic, ...]]
    elsewhere: tuple[Diagnostic, ...]
    checked: Checked


def judged(
    spec: Spec, tasks: Sequence[str], known: frozenset[tuple[str, str]], *, emit: bool = True
) -> Judged:
    """Compiles declarations after the spec. `known` are findings of the spec itself, by code and message."""
    text, starts = spec.with_tasks(tasks)
    checked = spec.compiled(text, emit=emit)
    found: dict[int, list[Diagnostic]] = {}
    elsewhere: list[Diagnostic] = []
    first = min(starts, default=len(text))
    for diagnostic in checked.diagnostics:
        if diagnostic.span.path == checked.path and diagnostic.span.start >= first:
            start = max(s for s in starts if s <= diagnostic.span.start)
            found.setdefault(starts[start], []).append(diagnostic)
        elif diagnostic.name in _COVERAGE:
            continue
        elif (diagnostic.code, diagnostic.message) not in known:
            elsewhere.append(diagnostic)
    return Judged({n: tuple(ds) for n, ds in found.items()}, tuple(elsewhere), checked)


def findings_of(checked: Checked) -> frozenset[tuple[str, str]]:
    """What is found in a spec, to tell what is new."""
    return frozenset((d.code, d.message) for d in checked.diagnostics)


@dataclass(frozen=True)
class Candidate:
    """A walk that is a task with this goal."""

    walk: Walk
    goal: Goal


def proven(
    spec: Spec,
    world: World,
    walks: Sequence[Walk],
    known: frozenset[tuple[str, str]],
    *,
    seed: int,
    budget: int,
) -> tuple[list[Candidate], list[tuple[Walk, str]]]:
    """The walks that are tasks, in their order, and those that are not, with the reason."""
    tried: dict[str, tuple[Walk, Goal, str]] = {}
    why: dict[int, str] = {}
    for walk in walks:
        for goal in GOALS if walk.writes else GOALS[-1:]:
            name = f"walk_{walk.number}_{goal}"
            try:
                text = declared(world, walk, name, placeholder(walk), goal)
            except Unwritable as error:
                why[walk.number] = f"it cannot be written: {error}"
            else:
                tried[name] = (walk, goal, text)
    reports = _reports(spec, tried, known, why, seed, budget)
    chosen: list[Candidate] = []
    for walk in walks:
        passing = [
            (len(report.findings), GOALS.index(tried[name][1]))
            for name, report in reports.items()
            if tried[name][0] is walk and passes(report)
        ]
        if passing:
            chosen.append(Candidate(walk, GOALS[min(passing)[1]]))
        else:
            failing = [r for name, r in reports.items() if tried[name][0] is walk and r.findings]
            if failing:
                why[walk.number] = failing[-1].findings[0].message
    taken = {candidate.walk.number for candidate in chosen}
    left = [w for w in walks if w.number not in taken]
    return chosen, [(w, why.get(w.number, "it has no instance")) for w in left]


def passes(report: FamilyReport) -> bool:
    """Whether `awmc test` has nothing against a family."""
    errors = [finding for finding in report.findings if finding.severity == "error"]
    return not errors and bool(report.instances) and all(i.solvable for i in report.instances)


def _reports(
    spec: Spec,
    tried: Mapping[str, tuple[Walk, Goal, str]],
    known: frozenset[tuple[str, str]],
    why: dict[int, str],
    seed: int,
    budget: int,
) -> dict[str, FamilyReport]:
    """The proofs of those declarations in which nothing is found."""
    names = list(tried)
    while names:
        found = judged(spec, [tried[name][2] for name in names], known)
        bad = {n: ds for n, ds in found.found.items() if any(d.name not in WORDING for d in ds)}
        for n, diagnostics in bad.items():
            worst = next(d for d in diagnostics if d.name not in WORDING)
            why.setdefault(tried[names[n]][0].number, f"{worst.code}: {worst.message}")
        if found.elsewhere and not bad:
            for name in names:
                why.setdefault(tried[name][0].number, found.elsewhere[0].message)
            return {}
        if not bad and found.checked.package is not None:
            return proofs(found.checked, names, seed, budget)
        names = [name for n, name in enumerate(names) if n not in bad]
    return {}


def proofs(
    checked: Checked, names: Sequence[str], seed: int, budget: int
) -> dict[str, FamilyReport]:
    """The proofs of families of a compiled spec."""
    assert checked.package is not None
    environment = load_files(checked.package.files)
    try:
        return {name: prove_family(environment, name, seed=seed, budget=budget) for name in names}
    finally:
        environment.close()


def placeholder(walk: Walk) -> str:
    """An instruction that says the facts, for the time until there is a better one."""
    said = "; ".join(fact.wanted for fact in walk.facts)
    asked = "" if walk.asked is None else f" What is the {walk.asked.fact.about}?"
    return f"Walk {walk.number}. {said}.{asked}"
