"""A walk as a declaration of the language.

In: a walk, its name and its instruction. Out: the text of a `task`, in the one format. Guaranteed: its solution makes the walk's calls, in their order, with what
comes from a result read from there where the types allow it; a goal says what has become of each row that the walk changed, as far as it can be said: which
fields have which value, how many rows of a kind there are, which are gone.

A goal that cannot be said is left out, and then the final data must be those of the solution.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from awmc.emit.names import arguments
from awmc.interop.sql.literals import text_literal
from awmc.ir import types as t
from awmc.ir.columns import field_columns, key_columns
from awmc.ir.model import Entity, Environment, Field
from awmc.source import SourceFile
from awmc.syntax.format import format_source
from awmc.synth.more_tasks.asked import form
from awmc.synth.more_tasks.bench import World
from awmc.synth.more_tasks.lookups import Origin, Place, value_at
from awmc.synth.more_tasks.values import Unwritable, literal, stored_literal, type_at
from awmc.synth.more_tasks.walks import Walk

_CLAUSES = 8
"""A goal of more clauses is left out: nobody would read it."""


Goal = Literal["short", "full", "none"]
GOALS: tuple[Goal, ...] = ("short", "full", "none")
"""How much a goal says, the most readable first: of new rows what is not as it is by default; all; nothing, so that the final data decide."""


def declared(world: World, walk: Walk, name: str, instruction: str, goal: Goal) -> str:
    """The declaration. Raises Unwritable where a call or the answer has no literals."""
    writer = _Writer(world, walk, short=goal == "short")
    lines = [f"task {name} {{"]
    actor = writer.actor()
    if actor is not None:
        lines.append(f"  actor {actor}")
    lines.append(f"  instruction {text_literal(instruction)}")
    lines += ["  solution {", *(f"    {line}" for line in writer.solution()), "  }"]
    clauses = [] if goal == "none" else writer.goal()
    if clauses:
        lines += ["  goal {", *(f"    require {clause}" for clause in clauses), "  }"]
    if walk.asked is not None:
        lines.append(f"  answer {writer.answer()}")
    lines.append("}")
    text = "\n".join(lines) + "\n"
    return format_source(SourceFile(f"{name}.awm", text)).text


@dataclass(frozen=True)
class _Writer:
    world: World
    walk: Walk
    short: bool

    @property
    def env(self) -> Environment:
        return self.world.env

    def actor(self) -> str | None:
        if self.env.actor is None or self.walk.actor is None:
            return None
        key = self.walk.actor
        return self.row(self.env.actor, tuple(key) if isinstance(key, list) else (key,))

    def row(self, entity: str, key: tuple[Any, ...]) -> str:
        """A row by its key as it is stored: `Rating(Member("M1"), Book("B2"))`."""
        if self.env.entity(entity).state:
            return entity
        parts, rest = [], list(key)
        for field in self.env.entity(entity).keys:
            width = len(field_columns(self.env, field))
            part, rest = tuple(rest[:width]), rest[width:]
            target = t.unwrap(field.type)
            if isinstance(target, t.RefType):
                parts.append(self.row(target.entity, part))
            else:
                parts.append(stored_literal(self.env, target, part[0]))
        return f"{entity}({', '.join(parts)})"

    # The solution

    def solution(self) -> Iterator[str]:
        """Its statements."""
        names = self._names()
        for n, step in enumerate(self.walk.steps):
            call = f"call {step.call.tool}({self._arguments(n, names)})"
            yield f"let {names[n]} = {call}" if n in names else call

    def _names(self) -> dict[int, str]:
        """Names for the results that a later call uses."""
        taken: set[str] = set()
        names: dict[int, str] = {}
        for step in self.walk.steps:
            for origin in step.origins.values():
                if self._readable(origin) and origin.step not in names:
                    step_read = self.walk.steps[origin.step]
                    first, *rest = step_read.call.tool.split("_")
                    noun = "_".join(rest or [first])
                    name = f"new_{noun}" if step_read.writes else f"{noun}_found"
                    while name in taken:
                        name += "_too"
                    taken.add(name)
                    names[origin.step] = name
        return names

    def _readable(self, origin: Origin) -> bool:
        """Whether a value may be read from its result: nothing on the way may be none."""
        if origin.kind != "read":
            return False
        tool = self.world.tools[self.walk.steps[origin.step].call.tool]
        found = type_at(self.env, tool.result, origin.place)
        return found is not None and found[1]

    def _arguments(self, n: int, names: Mapping[int, str]) -> str:
        step = self.walk.steps[n]
        known = {a.json_name: a for a in arguments(self.env, self.world.tools[step.call.tool])}
        parts: dict[str, list[str]] = {}
        for json_name, value in step.call.arguments.items():
            origin = step.origins.get(json_name)
            if origin is not None and self._readable(origin):
                text = f"{names[origin.step]}{_path(origin.place)}"
            else:
                text = literal(self.env, known[json_name].param.type, value)
            parts.setdefault(known[json_name].param.name, []).append(text)
        if any(len(texts) > 1 for texts in parts.values()):
            raise Unwritable("an argument whose key has several parts")
        return ", ".join(f"{name} = {texts[0]}" for name, texts in parts.items())

    # The goal

    def goal(self) -> list[str]:
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
                row = self.row(entity.name, key)
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
            yield " == none" if None in values else f" == {self.row(type_.entity, values)}"
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
                yield f"{self.row(self._entity(table).name, key)}? == none"

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

    # The answer

    def answer(self) -> str:
        """The value asked for: the field of the row that it is read from where one is known, else as it is."""
        asked = self.walk.asked
        assert asked is not None
        if asked.column is not None:
            for row in self._rows_of(asked.column.entity, asked.place):
                field = self._plain_field(asked.column.entity, asked.column.column)
                if field is not None:
                    return f"{row}.{field}"
        value = asked.value
        if isinstance(asked.type, t.EnumType):
            return text_literal(str(value))
        return literal(self.env, asked.type, value)

    def _plain_field(self, entity: str, column: str) -> str | None:
        for field in self.env.entity(entity).fields:
            if [c.name for c in field_columns(self.env, field)] == [column]:
                plain = not isinstance(field.type, t.OptionType | t.RefType)
                return field.name if plain else None
        return None

    def _rows_of(self, entity: str, place: Place) -> Iterator[str]:
        """The row of the entity whose key stands beside the place, if it was there at the start."""
        last = self.walk.steps[-1]
        keys = key_columns(self.env, self.env.entity(entity))
        if len(keys) != 1:
            return
        made = self.walk.changes.created.get(self.env.entity(entity).table, {})
        for shown in self.world.graph.shown[last.call.tool]:
            is_key = (shown.entity, shown.column) == (entity, keys[0].name)
            if is_key and shown.path[:-1] == form(place)[:-1]:
                key = value_at(last.value, (*place[:-1], shown.path[-1]))
                if key is not None and (key,) not in made:
                    yield self.row(entity, (key,))


def _claim(place: str, rest: str) -> str:
    """That a place has a value, in the shortest words."""
    if rest == " == true":
        return place
    return f"not {place}" if rest == " == false" else place + rest


def _path(place: Place) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
