"""What the judge works with: tables as it sees them, the net changes of an episode, what a task asks for, and the verdict.

All values are as SQLite stores them: money in cents, lists and maps as JSON text. Keys are tuples, `("L00018",)`; of the row of a `state`,
empty. Everything is frozen and says nothing of where it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Key = tuple[Any, ...]
Values = Mapping[str, Any]
"""Column -> value as stored."""
Cell = tuple[str, str, str]
"""Table, key as a JSON array, column; the column `*` stands for a whole row that was made or deleted."""


@dataclass(frozen=True)
class Entity:
    """A table. `references` are (columns, table that they refer to); `types` the SQL types of the columns, in order, `nullable` those
    that may be NULL.

    `automatic` says that its key is made by the environment, `times` are columns that are `now()` or `today()` by default,
    `scratch` never count as changed. `bools`, `jsons` and `int_maps` are columns whose stored form is not the value itself;
    `attributes` the Python names of columns where they differ, `decimals` how many decimals columns of money and decimals have.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    types: tuple[str, ...] = ()
    automatic: bool = False
    times: tuple[str, ...] = ()
    scratch: tuple[str, ...] = ()
    references: tuple[tuple[tuple[str, ...], str], ...] = ()
    bools: tuple[str, ...] = ()
    jsons: tuple[str, ...] = ()
    int_maps: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    decimals: Mapping[str, int] = field(default_factory=dict)
    nullable: tuple[str, ...] = ()

    @staticmethod
    def of(name: str, table: str, columns: str, key: str = "", **marks: Any) -> Entity:
        """The same from texts: columns as `"id TEXT, due TEXT, returned_at TEXT?"`, the key as `"id"`."""
        pairs = [column.split(" ") for column in columns.split(", ")]
        names = tuple(column for column, _ in pairs)
        types = tuple(kind.rstrip("?") for _, kind in pairs)
        nullable = tuple(column for column, kind in pairs if kind.endswith("?"))
        keys = tuple(key.split(", ")) if key else ()
        return Entity(name, table, names, keys, types, nullable=nullable, **marks)


@dataclass(frozen=True)
class Changes:
    """What is different at the end, by table and key. Net: what was changed and changed back is not in it.

    `created` has all values of the new rows, in insertion order; `changed` the columns that differ, each (before, after);
    `deleted` the keys of rows that were there at the start, in the order of the start.
    """

    created: Mapping[str, Mapping[Key, Values]] = field(default_factory=dict)
    changed: Mapping[str, Mapping[Key, Mapping[str, tuple[Any, Any]]]] = field(default_factory=dict)
    deleted: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Footprint:
    """What the solution touched, the user's side aside: columns row by row, rows that it deleted, how many it created."""

    changed: Mapping[str, Mapping[Key, tuple[str, ...]]] = field(default_factory=dict)
    deleted: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)
    created: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Expected:
    """The solution's own changes with their values: all of them without a goal, else the created rows that an answer needs."""

    created: Mapping[str, tuple[tuple[Key, Values], ...]] = field(default_factory=dict)
    changed: Mapping[str, Mapping[Key, Values]] = field(default_factory=dict)
    deleted: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What the final text must contain. `value` is a JSON value, of a list a list; `kind` that of the value or of its items:
    text, int, float, money, decimal, date, time, datetime, duration or enum.

    `column` (table, column) or `members` say which other values a text may not list. `created` has, for the value or for each item,
    (table, n) where it is the automatic key or time of the n-th row that the solution created (from 0), else None.
    """

    value: Any
    kind: str
    column: tuple[str, str] | None = None
    members: tuple[str, ...] = ()
    created: tuple[tuple[str, int] | None, ...] = ()


@dataclass(frozen=True)
class Rubric:
    """What a task instance asks for. `goal` are (text, whether it holds at the start) of each clause; without any, the data must equal
    the solution's. `may_change` maps tables to columns, or to None for everything in them."""

    task: str
    goal: tuple[tuple[str, bool], ...] = ()
    footprint: Footprint = field(default_factory=Footprint)
    expected: Expected = field(default_factory=Expected)
    answers: tuple[Answer, ...] = ()
    may_change: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """Whether a clause of the goal holds; if not, why, in words."""

    holds: bool
    reason: str | None = None


Kind = Literal["goal", "guard", "data", "frame", "answer", "file"]


@dataclass(frozen=True)
class Clause:
    """One part of a verdict: `goal 1`, `frame`, `answer 1`. `reason` says why it does not hold."""

    name: str
    kind: Kind
    text: str
    holds: bool
    reason: str | None = None


@dataclass(frozen=True)
class Verdict:
    """`reward` is 1.0 if every clause holds, else 0.0; `score`, in [0, 1], the share of the goal's clauses and answers that hold, 0 where
    the frame or a guard is broken; `violations` say what differs, one sentence each, in the order of the clauses.
    """

    reward: float
    score: float
    clauses: tuple[Clause, ...]
    violations: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The verdict as a JSON value."""
        clauses = [
            {"name": c.name, "kind": c.kind, "text": c.text, "holds": c.holds, "reason": c.reason}
            for c in self.clauses
        ]
        return {
            "reward": self.reward,
            "score": self.score,
            "clauses": clauses,
            "violations": list(self.violations),
        }


def refused(kind: Kind, reason: str) -> Verdict:
    """The verdict where nothing can be judged: 0, with the reason."""
    clause = Clause(kind, kind, "there is something to judge", False, reason)
    return Verdict(0.0, 0.0, (clause,), (reason,))


def from_json(value: Mapping[str, Any]) -> Verdict:
    """The verdict that `Verdict.as_json` wrote."""
    clauses = tuple(Clause(**clause) for clause in value["clauses"])
    return Verdict(value["reward"], value["score"], clauses, tuple(value["violations"]))
