"""Tables as entities of the language.

In: tables with their rows. Out: a `Design`: enums, entities with fields, rules and rows. Guaranteed: names are names of the language, each once; types hold every
row that is kept; a cycle of entities that could never get a first row is opened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from awmc.interop.report import Report, Topic
from awmc.interop.sql import words
from awmc.interop.sql.choosing import Choice, choose
from awmc.interop.sql.conditions import Limits, Place
from awmc.interop.sql.defaults import default_text
from awmc.interop.sql.hints import hint_of, says_all, split_checks
from awmc.interop.sql.kinds import INT, Enum, Kind
from awmc.interop.sql.own import Own
from awmc.interop.sql.references import Reference, choose_references
from awmc.interop.sql.rows import Values, keep_rows
from awmc.interop.sql.rules import Rule, flow_rule, rules_of
from awmc.interop.sql.schema import Column, Table


@dataclass(frozen=True, slots=True)
class Field:
    """A field: a value of one column (`kind`), or a reference of one or more (`target`)."""

    name: str
    columns: tuple[str, ...]
    kind: Kind | None = None
    target: str | None = None
    optional: bool = False
    key: bool = False
    auto: bool = False
    unique: bool = False
    owner: bool = False
    default: str | None = None
    limits: Limits | None = None
    alias: str | None = None
    """Its name in JSON, where its own had to differ from it."""


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity, and the table that it was."""

    name: str
    table: str
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    """Values in the order of the fields; a reference is None or the values of its columns."""
    state: bool = False
    """Whether it has exactly one row and no key; the row is what its fields start as."""

    def field_of(self, column: str) -> Field | None:
        """The field that holds a column alone."""
        return next((one for one in self.fields if one.columns == (column,)), None)


@dataclass(frozen=True, slots=True)
class KeyColumn:
    """A column of a key: its name in SQL, how an expression reads it, its kind."""

    name: str
    path: str
    kind: Kind


@dataclass(frozen=True)
class Design:
    """What a spec declares of its data."""

    enums: tuple[Enum, ...]
    entities: tuple[Entity, ...]

    def entity(self, table: str) -> Entity | None:
        """The entity of a table."""
        return next((one for one in self.entities if one.table == table), None)

    def key_of(self, table: str) -> list[KeyColumn]:
        """The columns of the key of a table's entity."""
        return _key(table, {one.table: one for one in self.entities})


def design(tables: Sequence[Table], own: Own, report: Report) -> Design:
    """The entities of the tables."""
    for name in own.strangers:
        report.add(Topic.dropped, name, "a trigger")
    return _Designer({table.name: table for table in tables}, own, report).run()


class _Designer:
    def __init__(self, tables: Mapping[str, Table], own: Own, report: Report) -> None:
        self.tables = tables
        self.own = own
        self.single = {
            name
            for name in own.single & set(tables)
            if len(tables[name].rows) == 1 and not tables[name].key
        }
        self.report = report
        taken = words.Names()
        self.names = {
            name: taken.new(words.entity_name(name, singular=not own.exported)) for name in tables
        }
        self.taken = taken
        self.enums: dict[tuple[str, tuple[tuple[str, str], ...]], Enum] = {}

    def run(self) -> Design:
        self.checks = {name: split_checks(table) for name, table in self.tables.items()}
        self.hints = {
            name: [hint_of(check) for check in checks] for name, checks in self.checks.items()
        }
        self.choices = {
            (name, column.name): self._choice(table, column)
            for name, table in self.tables.items()
            for column in table.columns
        }
        self.references, self.keyed = choose_references(self.tables, self.choices, self.report)
        self._follow()
        rows = keep_rows(self.tables, self.choices, self.references, self.keyed, self.report)
        made = {name: self._entity(table) for name, table in self.tables.items()}
        made = _opened(made, self.report)
        finished = [self._finished(made[name], made, rows[name]) for name in self.tables]
        return Design(tuple(self.enums.values()), tuple(finished))

    # Kinds

    def _choice(self, table: Table, column: Column) -> Choice:
        hints = [
            kind
            for one in self.hints[table.name]
            if one
            for name, kind in [one]
            if name.lower() == column.name.lower()
        ]
        hints.sort(key=lambda kind: len(kind.enum.members) if kind.enum else 0, reverse=True)
        hint = next((kind for kind in hints if kind.name != "text"), hints[0] if hints else None)
        if hint is not None and hint.enum is not None:
            hint = replace(hint, enum=self._enum(table, hint.enum))
        choice = choose(column, table.values(column.name), hint, key=column.name in table.key)
        self._tell(table, column, choice, hint)
        return choice

    def _enum(self, table: Table, enum: Enum) -> Enum:
        """The enum under its name in the spec; columns of one name and the same members share one."""
        key = (enum.name.lower(), enum.members)
        if key not in self.enums:
            name = self.names[table.name] + words.camel(words.words(enum.name))
            self.enums[key] = replace(enum, name=self.taken.new(name))
        return self.enums[key]

    def _tell(self, table: Table, column: Column, choice: Choice, hint: Kind | None) -> None:
        place = f"{table.name}.{column.name}"
        if choice.as_text:
            self.report.add(
                Topic.chosen,
                place,
                "values of several kinds are kept as texts, blobs as hexadecimal digits",
            )
        elif choice.kind.zone:
            self.report.add(
                Topic.chosen,
                place,
                "all its times are UTC; the language has no zones, so the Z is left out",
            )
        elif choice.kind.units:
            self.report.add(Topic.chosen, place, "whole cents are money")
        elif choice.kind.name == "text" and (
            "DATE" in column.declared or "TIME" in column.declared
        ):
            self.report.add(
                Topic.chosen, place, "its values are of no single form of times, so it is a text"
            )
        elif hint is not None and hint.enum is not None and choice.kind != hint:
            self.report.add(
                Topic.chosen,
                place,
                f"it is {choice.kind.spelled}, since a value is none of its check's",
            )

    def _follow(self) -> None:
        """Columns of references are of the kinds of the keys that they refer to."""
        for _ in self.tables:  # a key may refer to a key, and so on
            for name, found in self.references.items():
                for one in found:
                    for column, target in zip(
                        one.columns, self.tables[one.target].key, strict=True
                    ):
                        self.choices[name, column] = self.choices[one.target, target].coercing()

    # Fields

    def _entity(self, table: Table) -> Entity:
        names = words.Names()
        fields = []
        references = {min(one.columns, key=table.place): one for one in self.references[table.name]}
        inside = {column for one in references.values() for column in one.columns}
        if table.name not in self.keyed and table.name not in self.single:
            fields.append(self._made_key(table, names))
        for column in table.columns:
            if column.name in references:
                fields.append(self._reference(table, references[column.name], names))
            elif column.name not in inside:
                fields.append(self._plain(table, column, names))
        return Entity(self.names[table.name], table.name, tuple(fields))

    def _made_key(self, table: Table, names: words.Names) -> Field:
        used = {words.snake(words.words(column.name)) for column in table.columns}
        name = names.new(
            next(one for one in ("id", "row_id", "row_number", "awmc_row_id") if one not in used)
        )
        why = (
            "its primary key is of a type that no key may have"
            if table.key
            else "it has no primary key"
        )
        self.report.add(Topic.chosen, table.name, f"{why}; the key {name} is added, numbers from 1")
        return Field(name, (), kind=INT, key=True, auto=True)

    def _plain(self, table: Table, column: Column, names: words.Names) -> Field:
        kind = self.choices[table.name, column.name].kind
        name = names.new(words.snake(words.words(column.name)))
        key = column.name in table.key and table.name in self.keyed
        if name != column.name:
            self.report.add(
                Topic.renamed, f"{table.name}.{column.name}", f"{self.names[table.name]}.{name}"
            )
        default = None
        if column.default is not None and not key:
            default = default_text(kind, column.default)
            if default is None:
                self.report.add(
                    Topic.dropped, f"{table.name}.{column.name}", f"its default, {column.default}"
                )
        return Field(
            name,
            (column.name,),
            kind,
            optional=not column.required and not key,
            key=key,
            auto=key and table.counts and kind == INT,
            default=None if default == "none" else default,
            alias=name[:-1] if name.endswith("_") else None,
        )

    def _reference(self, table: Table, one: Reference, names: words.Names) -> Field:
        name = names.new(self._reference_name(table, one))
        key = table.name in self.keyed and set(one.columns) <= set(table.key)
        required = all(column.required for column in table.columns if column.name in one.columns)
        for column in table.columns:
            if column.name in one.columns and column.default not in (None, "NULL"):
                self.report.add(
                    Topic.dropped, f"{table.name}.{column.name}", f"its default, {column.default}"
                )
        return Field(
            name,
            one.columns,
            target=one.target,
            optional=not required and not key,
            key=key,
            owner=one.owner,
        )

    def _reference_name(self, table: Table, one: Reference) -> str:
        """The columns' common name without that of the key: `customer_id` is `customer`."""
        target = self.tables[one.target]
        stems = set()
        for column, key in zip(one.columns, target.key, strict=True):
            parts, tail = words.words(column), words.words(key)
            stems.add(tuple(parts[: -len(tail)] if parts[-len(tail) :] == tail else parts))
        stem = list(stems.pop()) if len(stems) == 1 else []
        if not stem:
            stem = words.words(self.names[one.target])
        others = {
            words.snake(words.words(c.name)) for c in table.columns if c.name not in one.columns
        }
        name = words.snake(stem)
        if (name in others or name.endswith("_")) and len(one.columns) == 1:
            return words.snake(words.words(one.columns[0]))
        return name

    # Rules and rows

    def _finished(
        self, entity: Entity, entities: Mapping[str, Entity], rows: Sequence[Values]
    ) -> Entity:
        table = self.tables[entity.table]
        self._tell_renamed(entity, entities)
        rest = [check for check in self.checks[table.name] if not self._is_type(table, check)]
        places = {
            column.lower(): place
            for field in entity.fields
            for column, place in self._places(entity, field, entities).items()
        }
        fields, rules = rules_of(table, entity, rest, places, self.report)
        rules += tuple(
            rule
            for flow in self.own.flows
            if flow.table == table.name and (rule := flow_rule(entity, flow))
        )
        made = tuple(
            tuple(_cell(field, row, number) for field in fields)
            for number, row in enumerate(rows, 1)
        )
        state = table.name in self.single and len(made) == 1
        return replace(entity, fields=fields, rules=rules, rows=made, state=state)

    def _is_type(self, table: Table, check: Any) -> bool:
        """Whether the type of a column says what a check says."""
        found = hint_of(check)
        if found is None or not says_all(found[1], check):
            return False
        column = next(
            (one.name for one in table.columns if one.name.lower() == found[0].lower()), None
        )
        kind = self.choices[table.name, column].kind if column else None
        if kind is None or (
            kind.enum is not None
            and found[1].enum is not None
            and kind.enum.members != found[1].enum.members
        ):
            return False
        return (kind.name, kind.units) == (found[1].name, found[1].units)

    def _places(
        self, entity: Entity, field: Field, entities: Mapping[str, Entity]
    ) -> dict[str, Place]:
        none = field.name if field.optional else None
        if field.target is None:
            alone = field.key and sum(one.key for one in entity.fields) == 1
            row = ("self", entity.table) if alone else (None, None)
            return {
                column: Place(field.name, field.kind or INT, none, *row) for column in field.columns
            }
        keys = _key(field.target, entities)
        row = (field.name, field.target) if len(keys) == 1 else (None, None)
        return {
            column: Place(f"{field.name}.{key.path}", key.kind, none, *row)
            for column, key in zip(field.columns, keys, strict=True)
        }

    def _tell_renamed(self, entity: Entity, entities: Mapping[str, Entity]) -> None:
        for field in entity.fields:
            if field.target is None:
                continue
            for column, key in zip(field.columns, _key(field.target, entities), strict=True):
                now = (
                    field.name
                    if field.name.endswith(f"_{key.name}")
                    else f"{field.name}_{key.name}"
                )
                if now != column:
                    self.report.add(
                        Topic.renamed,
                        f"{entity.table}.{column}",
                        f"{entity.name}.{field.name}, {now} in SQL",
                    )


def _cell(field: Field, row: Values, number: int) -> Any:
    if field.target is None:
        return row[field.columns[0]] if field.columns else number
    values = tuple(row[column] for column in field.columns)
    return None if None in values else values


def _key(table: str, entities: Mapping[str, Entity]) -> list[KeyColumn]:
    found = []
    for field in entities[table].fields:
        if field.key and field.target is None:
            found.append(KeyColumn(field.name, field.name, field.kind or INT))
        elif field.key and field.target is not None:
            for inner in _key(field.target, entities):
                name = (
                    field.name
                    if field.name.endswith(f"_{inner.name}")
                    else f"{field.name}_{inner.name}"
                )
                found.append(KeyColumn(name, f"{field.name}.{inner.path}", inner.kind))
    return found


def _opened(entities: dict[str, Entity], report: Report) -> dict[str, Entity]:
    """With a reference made optional in each cycle of those that must be there."""
    while (found := _closing(entities)) is not None:
        entity, field = found
        report.add(
            Topic.chosen,
            f"{entity.table}.{', '.join(field.columns)}",
            "it may be none, since no first row could be made otherwise",
        )
        fields = tuple(
            replace(one, optional=True, owner=False) if one is field else one
            for one in entity.fields
        )
        entities[entity.table] = replace(entity, fields=fields)
    return entities


def _closing(entities: Mapping[str, Entity]) -> tuple[Entity, Field] | None:
    """A reference, no key, by which a table needs a row that needs a row of it."""
    for entity in entities.values():
        for field in entity.fields:
            free = not field.optional and not field.key and field.target not in (None, entity.table)
            if free and entity.table in _needed(field.target or "", entities):
                return entity, field
    return None


def _needed(table: str, entities: Mapping[str, Entity]) -> set[str]:
    """The tables of which a row must be there before one of this table, itself included."""
    seen: set[str] = set()
    left = [table]
    while left:
        name = left.pop()
        if name not in seen:
            seen.add(name)
            left += [
                one.target
                for one in entities[name].fields
                if one.target is not None and not one.optional
            ]
    return seen
