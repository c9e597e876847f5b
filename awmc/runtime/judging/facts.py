"""Changes as facts in which automatic keys of created rows are names without meaning, and automatic times have no value.

In: created rows and changed cells of one side, the solution's or the agent's. Out: facts, each a head (which table, or which cell) and parts. Guaranteed: two
sides did the same just where their facts are equal under some renaming of the `NewKey`s, one to one and table by table.

A column holds an automatic key if it is one, or refers, alone or as a part of a compound reference, to a key that holds one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from awmc.runtime.judging.changes import canonical
from awmc.runtime.judging.model import Entity, Key, Values

AUTOMATIC_TIME = ("automatic time",)
"""Any automatic time that is not none."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """The automatic key of a created row."""

    table: str
    value: Hashable


@dataclass(frozen=True, slots=True)
class Fact:
    """A created row, `(table,)`, with its columns, or a changed cell of a row that was there, `(table, key, column)`, with its value."""

    head: tuple[Hashable, ...]
    parts: tuple[Hashable, ...]


class Reader:
    """Makes facts of stored values. `created` are the created rows by table, `aside` the columns by table that do not count,
    None where nothing of a table does: which of its new rows something refers to does not count either.
    """

    def __init__(
        self,
        entities: Mapping[str, Entity],
        created: Mapping[str, Iterable[Values]],
        aside: Mapping[str, tuple[str, ...] | None],
    ) -> None:
        self._entities = entities
        self._aside = aside
        self._holders: dict[tuple[str, str], tuple[str, ...]] = {}
        self._new: dict[str, dict[Any, None]] = {}
        for table, rows in created.items():
            for column in _automatic_columns(entities.get(table)):
                values = dict.fromkeys(row.get(column) for row in rows)
                self._new.setdefault(table, {}).update(values)

    def new_keys(self) -> list[NewKey]:
        """The automatic keys of the created rows that count, table by table."""
        counted = {
            t: values for t, values in self._new.items() if self._aside.get(t, ()) is not None
        }
        return [NewKey(table, value) for table, values in counted.items() for value in values]

    def columns(self, table: str) -> list[str]:
        """The columns of a table that count."""
        entity = self._entities[table]
        aside = {*entity.scratch, *(self._aside.get(table) or ())}
        return [column for column in entity.columns if column not in aside]

    def row(self, table: str, values: Values) -> Fact:
        """The fact of a created row."""
        parts = (self.part(table, column, values.get(column)) for column in self.columns(table))
        return Fact((table,), tuple(parts))

    def cell(self, table: str, key: Key, column: str, value: Any) -> Fact:
        """The fact of a changed cell."""
        return Fact((table, key, column), (self.part(table, column, value),))

    def part(self, table: str, column: str, value: Any) -> Hashable:
        """A stored value as a part of a fact."""
        if value is None:
            return None
        for holder in self.holders(table, column):
            if value in self._new.get(holder, ()):
                is_free = self._aside.get(holder, ()) is None
                return ("new key that does not count", holder) if is_free else NewKey(holder, value)
        entity = self._entities[table]
        if column in entity.times:
            return AUTOMATIC_TIME
        return canonical(entity, column, value)

    def holders(self, table: str, column: str) -> tuple[str, ...]:
        """The tables whose automatic keys a column may hold."""
        place = (table, column)
        if place not in self._holders:
            found = _trace(self._entities, table, column, set())
            self._holders[place] = tuple(dict.fromkeys(found))
        return self._holders[place]


def _automatic_columns(entity: Entity | None) -> list[str]:
    """The columns of a key that the environment fills: those that do not refer to anything."""
    if entity is None or not entity.automatic:
        return []
    referring = {column for columns, _ in entity.references for column in columns}
    return [column for column in entity.key if column not in referring]


def _trace(
    entities: Mapping[str, Entity], table: str, column: str, seen: set[tuple[str, str]]
) -> list[str]:
    entity = entities.get(table)
    if entity is None or (table, column) in seen:
        return []
    seen.add((table, column))
    found = [table] if column in _automatic_columns(entity) else []
    for columns, target in entity.references:
        known = entities.get(target)
        if column in columns and known is not None and len(known.key) == len(columns):
            found += _trace(entities, target, known.key[columns.index(column)], seen)
    return found
