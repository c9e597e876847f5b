"""The rules of an environment that are not constraints of a single table, as generated code hands them over.

The functions take a `Session` or a `World` as their first argument; those of a `Rules` for a `World` never use SQL.
A message is a text, or (code, text) where the spec declares an error for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from awmc.runtime.tables import Row
from awmc.runtime.traces import Traces

Message = Callable[[Any, Any, Any], str | tuple[str, str]]
"""(session or world, the row as it would be, the row as it was or None) -> what the caller is told."""


@dataclass(frozen=True)
class Check:
    """A condition that every row of an entity keeps.

    With `clock` it reads the clock and is looked at only for rows that the call has created or changed. `broken`, a query of
    all columns of the rows that break it, spares a `Session` the walk through all rows; its parameters are `now` and `today`.
    """

    entity: type[Row]
    holds: Callable[[Any, Any], bool]
    clock: bool = False
    broken: str | None = None
    traces: Traces | None = None
    """Where to look again after a call, if it held before."""


@dataclass(frozen=True)
class Overlap:
    """Rows that agree in `columns` and satisfy `condition` have disjoint [start, end)."""

    entity: type[Row]
    columns: tuple[str, ...]
    start: str
    end: str
    condition: Callable[[Any, Any], bool] | None = None
    broken: str | None = None
    """A query of all columns of rows that overlap another; its parameters are `now` and `today`."""
    local: bool = False
    """Whether `condition` reads the row's own columns alone, so that rows which no call has touched do not come to overlap."""


@dataclass(frozen=True)
class Each:
    """What an invariant says of each row of an entity. With `clock` it reads the clock, and may end to hold when that moves."""

    holds: Callable[[Any, Any], bool]
    traces: Traces
    clock: bool = False


@dataclass(frozen=True)
class Invariant:
    """What holds after every call."""

    holds: Callable[[Any], bool]
    message: str
    each: Each | None = None


@dataclass(frozen=True)
class Flow:
    """The arrows of a column: from each spelling to those that may follow. Triggers in SQL; a `World` reads this."""

    entity: type[Row]
    column: str
    arrows: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Rules:
    """All of them, by their names, in the order of the spec.

    `local` are conditions on a row's own columns, looked at after each create or update: for a `World` all of them, the types'
    limits too; for a `Session` those alone that the schema cannot hold. `flows` are for a `World`: in SQL they are triggers.
    """

    messages: Mapping[str, Message] = field(default_factory=dict)
    checks: Mapping[str, Check] = field(default_factory=dict)
    overlaps: Mapping[str, Overlap] = field(default_factory=dict)
    invariants: Mapping[str, Invariant] = field(default_factory=dict)
    on_call: Callable[[Any], None] | None = None
    on_clock: Callable[[Any], None] | None = None
    local: Mapping[str, Check] = field(default_factory=dict)
    flows: Mapping[str, Flow] = field(default_factory=dict)

    @cached_property
    def locals_of(self) -> dict[type[Row], list[tuple[str, Check]]]:
        """The local conditions of each entity."""
        found: dict[type[Row], list[tuple[str, Check]]] = {}
        for name, check in self.local.items():
            found.setdefault(check.entity, []).append((name, check))
        return found
