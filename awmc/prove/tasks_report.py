"""What the checks of tasks found, by family and by instance: numbers for the table, findings for whoever mends the spec."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from awmc.prove.findings import Finding

REQUIRED_SHARE = 0.95
"""The share of a family's mutants, equivalent ones aside, that must be rejected."""


@dataclass(frozen=True)
class Count:
    """How many mutants were played, and what became of them. What is neither rejected nor equivalent has survived."""

    mutants: int = 0
    killed: int = 0
    equivalent: int = 0

    @property
    def survivors(self) -> int:
        """How many earned the reward in another state than the solution's, or with a wrong answer."""
        return self.mutants - self.killed - self.equivalent

    @property
    def share(self) -> float:
        """The share caught; 1 where there was nothing to catch."""
        wrong = self.mutants - self.equivalent
        return self.killed / wrong if wrong else 1.0

    @property
    def least_share(self) -> float:
        """The share, rounded down to 0.1 %: 1 only where all were caught."""
        wrong = self.mutants - self.equivalent
        return self.killed * 1000 // wrong / 1000 if wrong else 1.0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.mutants + other.mutants,
            self.killed + other.killed,
            self.equivalent + other.equivalent,
        )

    def as_json(self) -> dict[str, Any]:
        """The numbers as a JSON object."""
        return {
            "mutants": self.mutants,
            "killed": self.killed,
            "equivalent": self.equivalent,
            "survivors": self.survivors,
            "share": round(self.share, 4),
        }


@dataclass(frozen=True)
class Survivor:
    """A mutant that should have been rejected. `replay` plays it again."""

    task: str
    kind: str
    change: str
    calls: tuple[dict[str, Any], ...]
    text: str
    replay: str

    def as_json(self) -> dict[str, Any]:
        """The survivor as a JSON object."""
        return {
            "task": self.task,
            "kind": self.kind,
            "change": self.change,
            "calls": list(self.calls),
            "answer": self.text,
            "replay": self.replay,
        }


@dataclass(frozen=True)
class ClauseCount:
    """A clause of a family's verdicts (`goal 1`, `frame`, `answer 1`), and how many mutants made it false."""

    name: str
    text: str
    kind: str
    falsified: int = 0

    def as_json(self) -> dict[str, Any]:
        """The clause as a JSON object."""
        return {
            "name": self.name,
            "text": self.text,
            "kind": self.kind,
            "falsified": self.falsified,
        }


@dataclass(frozen=True)
class InstanceReport:
    """One instance: whether its solution earns the reward, and its mutants."""

    task: str
    solvable: bool
    count: Count = Count()
    survivors: tuple[Survivor, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The instance as a JSON object."""
        return {"task": self.task, "solvable": self.solvable, **self.count.as_json()}


@dataclass(frozen=True)
class FamilyReport:
    """One task of the spec, with all its instances."""

    family: str
    instances: tuple[InstanceReport, ...]
    clauses: tuple[ClauseCount, ...] = ()
    findings: tuple[Finding, ...] = field(default=(), repr=False)

    @property
    def count(self) -> Count:
        """The mutants of all instances."""
        return sum((i.count for i in self.instances), Count())

    @property
    def survivors(self) -> tuple[Survivor, ...]:
        """The mutants that survived, by instance."""
        return tuple(s for i in self.instances for s in i.survivors)

    def as_json(self) -> dict[str, Any]:
        """The family as a JSON object."""
        return {
            "family": self.family,
            "solvable": sum(i.solvable for i in self.instances),
            **self.count.as_json(),
            "clauses": [c.as_json() for c in self.clauses],
            "instances": [i.as_json() for i in self.instances],
            "surviving": [s.as_json() for s in self.survivors],
        }


@dataclass(frozen=True)
class TasksReport:
    """All families of an environment, in the order of the spec."""

    families: tuple[FamilyReport, ...]

    @property
    def count(self) -> Count:
        """The mutants of all families."""
        return sum((f.count for f in self.families), Count())

    @property
    def instances(self) -> int:
        """How many instances were proven."""
        return sum(len(f.instances) for f in self.families)

    @property
    def solvable(self) -> int:
        """How many of them are solved by their solutions."""
        return sum(i.solvable for f in self.families for i in f.instances)

    @property
    def clauses(self) -> int:
        """How many clauses the families' verdicts have."""
        return sum(len(f.clauses) for f in self.families)

    @property
    def falsified(self) -> int:
        """How many of them some mutant made false."""
        return sum(c.falsified > 0 for f in self.families for c in f.clauses)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong, by family."""
        return tuple(finding for family in self.families for finding in family.findings)

    def as_json(self) -> dict[str, Any]:
        """The numbers, family by family, for proof.json; the same input gives the same bytes."""
        return {
            "instances": self.instances,
            "solvable": self.solvable,
            **self.count.as_json(),
            "clauses": self.clauses,
            "falsified": self.falsified,
            "families": [family.as_json() for family in self.families],
        }


def joined(families: Iterable[FamilyReport]) -> TasksReport:
    """The report of families that were proven each on its own."""
    return TasksReport(tuple(families))
