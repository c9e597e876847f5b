"""The goal of a walk: what has become of each row that it changed.

In: a world, a walk. Out: conditions for `require`, none where they would not say it all. Guaranteed: all hold at the end of the walk; each says which fields of a
row have which value, how many rows of a kind there are, or which row is gone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from awmc.ir import types as t
from awmc.ir.columns import field_columns
from awmc.ir.model import Entity, Environment, Field
from awmc.synth.more_tasks.bench import World
from awmc.synth.more_tasks.values import Unwritable, stored_literal
from awmc.synth.more_tasks.walks import Walk

_CLAUSES = 8
"""A goal of more clauses is left out: nobody would read it."""
Goal = Literal["short", "full", "none"]
GOALS: tuple[Goal, ...] = ("short", "full", "none")
"""How much a goal says, the most readable first: of new rows what is not as it is by default; all; nothing, so that the final data decide."""


def goal_of(world: World, walk: Walk, goal: Goal) -> list[str]:
    """The conditions of the goal."""
    return [] if goal == "none" else _Goal(world, walk, goal == "short").clauses()


def row_text(env: Environment, entity: str, key: tuple[Any, ...]) -> str:
    """A row by its key as it is stored: `Rating(Member("M1"), Book("B2"))`."""
    if env.entity(entity).state:
        return entity
    parts, rest = [], list(key)
    for field in env.entity(entity).keys:
        width = len(field_columns(env, field))
        part, rest = tuple(rest[:width]), rest[width:]
        target = t.unwrap(field.type)
        if isinstance(target, t.RefType):
            parts.append(row_text(env, target.entity, part))
        else:
            parts.append(stored_literal(env, target, part[0]))
    return f"{entity}({', '.join(parts)})"


@dataclass(frozen=True)
class _Goal:
    world: World
    walk: Walk
    short: bool

    @property
    def env(self) -> Environment:
        return self.world.env

    def clauses(self) -> list[str]:
        """Its clauses; none where they do not say it all."""
        try:
            clauses = [*self._changed(), *self._deleted(), *self._created()]
        except Unwritable:
            return []
        return clauses if len(clauses) <= _CLAUSES else []

    def _entity(self, table: str) -> Entity:
        return next(entity for entity in self.env.entities if entity.table == table)

    def _changed(self) -> Iterator[str]:
        for table, rows in self.walk.changes.changed.items():
            entity = self._entity(table)
            for key, columns in rows.items():
                row = row_text(self.env, entity.name, key)
                for field in entity.fields:
                    cells = {
                        c.name: columns[c.name]
                        for c in field_columns(self.env, field)
                        if c.name in columns
                    }
                    if cells and not field.scratch:
                        yield from self._cell(row, field, cells)

    def _cell(self, row: str, field: Field, cells: Mapping[str, tuple[Any, Any]]) -> Iterator[str]:
        place, type_ = f"{row}.{field.name}", t.unwrap(field.type)
        after = {name: new for name, (_, new) in cells.items()}
        if isinstance(type_, t.DatetimeType) and list(after.values()) == [self.env.clock]:
            return  # that it was done now says nothing
        if isinstance(type_, t.IntType | t.DecimalType) and self._is_sum(cells):
            ((before, new),) = cells.values()
            step = stored_literal(self.env, type_, abs(new - before))
            yield f"{place} == old({place}) {'+' if new > before else '-'} {step}"
        else:
            yield from (_claim(place, rest) for rest in self._equals(field, after))

    def _is_sum(self, cells: Mapping[str, tuple[Any, Any]]) -> bool:
        """Whether a number was added to, not set: what it is now was not said."""
        before, new = next(iter(cells.values()))
        if len(cells) != 1 or before is None or new is None:
            return False
        said = {v for s in self.walk.steps for v in s.call.arguments.values() if _is_number(v)}
        return new not in said and new / 100 not in said

    def _equals(self, field: Field, cells: Mapping[str, Any]) -> Iterator[str]:
        """What is true of a field with these stored values: ` == value`, of a record part by part."""
        type_ = t.unwrap(field.type)
        columns = [c for c in field_columns(self.env, field) if c.name in cells]
        values = tuple(cells[c.name] for c in columns)
        if isinstance(type_, t.RefType):
            whole = len(columns) == len(field_columns(self.env, field))
            if not whole:
                raise Unwritable("a part of a reference")
            yield (
                " == none" if None in values else f" == {row_text(self.env, type_.entity, values)}"
            )
        elif isinstance(type_, t.RecordType):
            if isinstance(field.type, t.OptionType):
                raise Unwritable("a part of what may be none")
            for column, value in zip(columns, values, strict=True):
                path = ".".join(column.path[1:])
                yield f".{path} == {stored_literal(self.env, column.type, value)}"
        else:
            yield f" == {stored_literal(self.env, type_, values[0])}"

    def _deleted(self) -> Iterator[str]:
        for table, keys in self.walk.changes.deleted.items():
            for key in keys:
                yield f"{row_text(self.env, self._entity(table).name, key)}? == none"

    def _created(self) -> Iterator[str]:
        for table, rows in self.walk.changes.created.items():
            entity = self._entity(table)
            counts: dict[str, int] = {}
            before: dict[str, int] = {}
            for values in rows.values():
                known = [field for field in entity.fields if self._is_told(field, values)]
                condition = " and ".join(c for f in known for c in self._conditions(f, values))
                if not condition:
                    raise Unwritable("a row of which nothing can be said")
                counts[condition] = counts.get(condition, 0) + 1
                before[condition] = self._like(entity, known, values)
            for condition, made in counts.items():
                number = f"count(x for x in {entity.name} if {condition})"
                yield f"{number} == {before[condition] + made}"

    def _like(self, entity: Entity, known: list[Field], values: Mapping[str, Any]) -> int:
        """How many rows of the start fit the condition."""
        columns = [c.name for field in known for c in field_columns(self.env, field)]
        rows = self.world.start[entity.table]
        return sum(1 for row in rows if all(row[c] == values[c] for c in columns))

    def _is_told(self, field: Field, values: Mapping[str, Any]) -> bool:
        """Whether a field of a created row is for the goal to say: not what the environment makes by itself, nor a row that was made with it."""
        if field.auto or field.scratch or field.automatic_time:
            return False
        cells = tuple(values[column.name] for column in field_columns(self.env, field))
        type_ = t.unwrap(field.type)
        if isinstance(type_, t.RefType):
            table = self.env.entity(type_.entity).table
            if cells in self.walk.changes.created.get(table, {}):
                return False
        if isinstance(type_, t.DatetimeType) and self.env.clock in cells:
            return False
        is_plain = field.default is not None or isinstance(field.type, t.OptionType)
        return not (self.short and is_plain and not self._was_said(cells))

    def _was_said(self, cells: tuple[Any, ...]) -> bool:
        """Whether a stored value is one that a call gave."""
        return any(cell is not None and cell in self._given for cell in cells)

    @cached_property
    def _given(self) -> list[Any]:
        found: list[Any] = []
        for step in self.walk.steps:
            for value in step.call.arguments.values() if step.writes else ():
                found.append(value)
                if _is_number(value):
                    found.append(round(value * 100))
                if isinstance(value, list | dict):
                    found.append(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
        return found

    def _conditions(self, field: Field, values: Mapping[str, Any]) -> Iterator[str]:
        cells = {column.name: values[column.name] for column in field_columns(self.env, field)}
        yield from (_claim(f"x.{field.name}", rest) for rest in self._equals(field, cells))


def _claim(place: str, rest: str) -> str:
    """That a place has a value, in the shortest words."""
    if rest == " == true":
        return place
    return f"not {place}" if rest == " == false" else place + rest


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
