"""From what a call has changed back to the rows that a rule has to be looked at for again.

In: the changes of a call, and the `Trace`s of a rule: which columns of which tables it reads, and how a changed row leads to rows of
the rule's own entity. Out: these rows, or None where it may be any. Guaranteed: a rule that held of every row before the changes, and holds
of the rows given, holds of every row; it rests on the traces being complete, which `awmc.emit.affected` sees to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from awmc.runtime.journal import Change
from awmc.runtime.tables import Row

if TYPE_CHECKING:
    from awmc.runtime.session import Session

MOST = 48
"""Rows that are looked at one by one; of more, the rule is looked at as a whole, which costs less then."""


@dataclass(frozen=True)
class Trace:
    """A row of `entity` of which one of `columns` changes leads to the rows that `sql` gives for its values of `by`, old and new.

    Without `sql`, `by` is the key of the row that it leads to; without `by` it may be any row. With `rows` it counts, too, that a row is created or deleted.
    """

    entity: type[Row]
    columns: tuple[str, ...]
    by: tuple[str, ...] = ()
    sql: str | None = None
    rows: bool = False

    @cached_property
    def watched(self) -> frozenset[str]:
        """The attributes of `columns`."""
        names = self.entity.TABLE.attributes
        return frozenset(names.get(column, column) for column in self.columns)

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        """The attributes of `by`."""
        names = self.entity.TABLE.attributes
        return tuple(names.get(column, column) for column in self.by)

    @cached_property
    def limited(self) -> str:
        """`sql`, for one row more than are looked at one by one."""
        return f"{self.sql}\nLIMIT {MOST + 1}"

    def follows(self, change: Change) -> bool:
        """Whether the change is one that counts."""
        if change.kind == "update":
            return not self.watched.isdisjoint(change.old)
        return self.rows


@dataclass(frozen=True)
class Traces:
    """All traces of one rule, which lead to rows of `entity`."""

    entity: type[Row]
    traces: tuple[Trace, ...]

    @cached_property
    def of(self) -> Mapping[type[Row], tuple[Trace, ...]]:
        """The traces that begin at rows of each entity."""
        found: dict[type[Row], tuple[Trace, ...]] = {}
        for trace in self.traces:
            found[trace.entity] = (*found.get(trace.entity, ()), trace)
        return found


def affected(session: Session, traces: Traces, changes: Iterable[Change]) -> list[Row] | None:
    """The rows still there that the changes lead to, each once; None where it may be any row, or there are many."""
    found: dict[Row, None] = {}
    asked: set[tuple[int, tuple[Any, ...]]] = set()
    for trace, values in _ends(traces, list(changes)):
        if not trace.by:
            return None
        if (id(trace), values) not in asked:
            asked.add((id(trace), values))
            led = session.led_to(traces.entity, trace, values)
            found.update(dict.fromkeys(led))
            if max(len(led), len(found)) > MOST:  # several ways may lead to one row
                return None
    return list(found)


def _ends(traces: Traces, changes: list[Change]) -> Iterator[tuple[Trace, tuple[Any, ...]]]:
    """Each trace that a change follows, with the values it had after the change and, of an update, before it."""
    past: dict[Row, dict[str, Any]] = {}
    starting = traces.of
    for change in reversed(changes):
        row = change.row
        if type(row) not in starting:
            continue
        followed = [trace for trace in starting[type(row)] if trace.follows(change)]
        then = past.get(row, {})
        yield from ((trace, _values(trace, row, then)) for trace in followed)
        if change.kind == "update":
            past[row] = then = {**then, **change.old}
            yield from ((trace, _values(trace, row, then)) for trace in followed)


def _values(trace: Trace, row: Row, then: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple([then[a] if a in then else getattr(row, a) for a in trace.attributes])
