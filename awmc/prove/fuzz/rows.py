"""The live rows of an episode, as a maker of arguments sees them: which are the actor's own, which differ in what rules look at.

In: an episode. Guaranteed: it changes nothing, every order is that of the data, and after `changed()` everything is read anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from awmc.build.random_streams import RandomStream
from awmc.runtime.episode import Episode
from awmc.runtime.tables import Table

Values = dict[str, Any]
Root = tuple[str, tuple[Any, ...]]
"""An entity, and the key of a row of it."""
_STEPS = 4
_FEW = 8
"""A column with at most so many different texts tells kinds of rows apart."""


class LiveRows:
    """The rows of an episode, read when asked for."""

    def __init__(self, episode: Episode, stream: RandomStream) -> None:
        self.episode = episode
        self.stream = stream
        self.tables: dict[str, Table] = {
            name: row.TABLE for name, row in episode.environment.entities.items()
        }
        self._entity_of = {table.name: name for name, table in self.tables.items()}
        actor = episode.environment.definition.actor
        self._actor = None if actor is None else actor.TABLE.entity
        self._ownable = self._leading_to(self._actor)
        self.changed()

    def _leading_to(self, target: str | None) -> frozenset[str]:
        found = {target}
        for _ in range(_STEPS):
            found |= {
                entity
                for entity, table in self.tables.items()
                if any(self._entity_of[r.table] in found for r in table.references)
            }
        return frozenset(entity for entity in found if entity is not None and target is not None)

    def changed(self) -> None:
        """Forgets what was read."""
        self._rows: dict[str, list[Values]] = {}
        self._leading: dict[tuple[str, Root, int], list[Values]] = {}
        self._kinds: dict[str, list[tuple[str, bool]]] = {}
        self._columns: dict[str, list[Any]] = {}

    def rows(self, entity: str) -> list[Values]:
        """All rows of an entity."""
        if entity not in self._rows:
            self._rows[entity] = self.episode.rows(entity)
        return self._rows[entity]

    def column(self, name: str) -> list[Any]:
        """The different values, but for none, of every column of that name."""
        if name not in self._columns:
            found: dict[str, Any] = {}
            for entity, table in self.tables.items():
                if name in table.columns:
                    found.update((repr(row[name]), row[name]) for row in self.rows(entity))
            self._columns[name] = [value for value in found.values() if value is not None]
        return self._columns[name]

    # Rows that are near the actor, and rows that differ

    def own(self, entity: str) -> list[Values]:
        """The rows from which references lead to the actor."""
        if self._actor is None or self.episode.actor is None:
            return []
        return self.leading(entity, (self._actor, self.episode.actor))

    def actor_row(self) -> list[Values]:
        """The actor's row, if somebody is signed in."""
        return self.own(self._actor) if self._actor is not None else []

    def owner(self, entity: str, row: Values, depth: int = _STEPS) -> Any:
        """The key of an actor to whom references lead from the row; None where none does."""
        if entity == self._actor:
            return self.key(entity, row)
        for reference in self.tables[entity].references if depth else ():
            target = self._entity_of[reference.table]
            key = tuple(row[column] for column in reference.columns)
            there = [r for r in self.rows(target) if self.key(target, r) == key]
            found = self.owner(target, there[0], depth - 1) if there else None
            if found is not None:
                return found
        return None

    def ownable(self, entity: str) -> bool:
        """Whether rows of the entity may lead to an actor."""
        return entity in self._ownable

    def leading(self, entity: str, root: Root, depth: int = _STEPS) -> list[Values]:
        """The rows from which at most `depth` references lead to the row `root`, and that row itself."""
        known = (entity, root, depth)
        if known not in self._leading:
            target, key = root
            if entity == target:
                self._leading[known] = [r for r in self.rows(entity) if self.key(entity, r) == key]
            else:
                self._leading[known] = self._referring(entity, root, depth - 1) if depth else []
        return self._leading[known]

    def _referring(self, entity: str, root: Root, depth: int) -> list[Values]:
        ways = []
        for reference in self.tables[entity].references:
            target = self._entity_of[reference.table]
            keys = {self.key(target, row) for row in self.leading(target, root, depth)}
            ways += [(reference.columns, keys)] if keys else []
        if not ways:
            return []
        return [
            row
            for row in self.rows(entity)
            if any(tuple(row[c] for c in columns) in keys for columns, keys in ways)
        ]

    def key(self, entity: str, row: Values) -> tuple[Any, ...]:
        """The key of a row."""
        return tuple(row[column] for column in self.tables[entity].key)

    def pick(self, entity: str, roots: Sequence[Root] = ()) -> Values | None:
        """A row: often one that leads to one of `roots` or to the actor, often of a kind that is rare. None where there is none."""
        rows = self.rows(entity)
        if self.stream.chance(0.88):
            rows = self.own(entity) or rows
        if roots and self.stream.chance(0.6):
            near = self.leading(entity, self.stream.pick(roots))
            rows = [row for row in rows if row in near] or near or rows
        if not rows:
            return None
        if self.stream.chance(0.5):
            rows = self.stream.pick(self._kinds_of(entity, rows))
        return self.stream.pick(rows)

    def _kinds_of(self, entity: str, rows: Sequence[Values]) -> list[list[Values]]:
        """The rows in groups that differ in what rules may look at."""
        telling = self._telling(entity)
        groups: dict[str, list[Values]] = {}
        for row in rows:
            kind = repr([_feature(row[column], few, self.episode.now) for column, few in telling])
            groups.setdefault(kind, []).append(row)
        return list(groups.values())

    def _telling(self, entity: str) -> list[tuple[str, bool]]:
        """The columns but for keys and references, with whether they have few values."""
        if entity in self._kinds:
            return self._kinds[entity]
        table, rows = self.tables[entity], self.rows(entity)
        passed = {*table.key, *(c for reference in table.references for c in reference.columns)}
        self._kinds[entity] = [
            (column, len({repr(row[column]) for row in rows}) <= _FEW)
            for column in table.columns
            if column not in passed
        ]
        return self._kinds[entity]


def _feature(value: Any, few: bool, now: str) -> Any:
    """What of a value tells rows apart: the value itself of a few; of a date whether it is over; of another whether it is there."""
    if few or value is None:
        return value
    if isinstance(value, str) and len(value) >= 10 and value[4:5] == "-" == value[7:8]:
        return value < now
    return value > 0 if isinstance(value, int) else True
