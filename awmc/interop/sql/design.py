"""Tables as entities of the language.

In: tables with their rows. Out: a `Design`: enums, entities with fields, rules and rows. Guaranteed: names are names of the language, each once; types hold every
row that is kept; a cycle of entities that could never get a first row is opened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from awmc.interop.report import Report, Topic
from awmc.interop.sql import words
from awmc.interop.sql.columns import Columns
from awmc.interop.sql.cycles import opened
from awmc.interop.sql.defaults import default_text
from awmc.interop.sql.entities import Design, Entity, Field, column_name, key_columns
from awmc.interop.sql.kinds import INT
from awmc.interop.sql.operands import Place
from awmc.interop.sql.own import Own
from awmc.interop.sql.references import Reference, choose_references
from awmc.interop.sql.rows import Values, keep_rows
from awmc.interop.sql.rules import flow_rule, rules_of
from awmc.interop.sql.schema import Column, Table


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

    def run(self) -> Design:
        self.columns = Columns(self.tables, self.names, self.taken, self.report)
        self.choices = self.columns.choices
        self.references, self.keyed = choose_references(self.tables, self.choices, self.report)
        self._follow()
        rows = keep_rows(self.tables, self.choices, self.references, self.keyed, self.report)
        made = {name: self._entity(table) for name, table in self.tables.items()}
        made = opened(made, self.report)
        finished = [self._finished(made[name], made, rows[name]) for name in self.tables]
        return Design(tuple(self.columns.enums.values()), tuple(finished))

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
        used = {words.field_name(column.name) for column in table.columns}
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
        name = names.new(words.field_name(column.name))
        key = column.name in table.key and table.name in self.keyed
        if name != column.name.lower():  # in SQL, capitals are the same
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
        """The columns' common name without what it shares with the key's end: `customer_id` is `customer`, `boss_id` of `person_id` is `boss`."""
        target = self.tables[one.target]
        stems = set()
        for column, key in zip(one.columns, target.key, strict=True):
            stems.add(tuple(words.without_tail(words.words(column), words.words(key))))
        stem = list(stems.pop()) if len(stems) == 1 else []
        if not stem:
            stem = words.words(self.names[one.target])
        others = {words.field_name(c.name) for c in table.columns if c.name not in one.columns}
        name = words.snake(stem)
        if len(one.columns) == 1 and stem == words.words(one.columns[0]):
            name = words.field_name(one.columns[0])
        if (name in others or name.endswith("_")) and len(one.columns) == 1:
            return words.field_name(one.columns[0])
        return name

    # Rules and rows

    def _finished(
        self, entity: Entity, entities: Mapping[str, Entity], rows: Sequence[Values]
    ) -> Entity:
        table = self.tables[entity.table]
        self._tell_renamed(entity, entities)
        places = {
            column.lower(): place
            for field in entity.fields
            for column, place in self._places(entity, field, entities).items()
        }
        fields, rules = rules_of(table, entity, self.columns.rest(table), places, self.report)
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
        keys = key_columns(field.target, entities)
        row = (field.name, field.target) if len(keys) == 1 else (None, None)
        return {
            column: Place(f"{field.name}.{key.path}", key.kind, none, *row)
            for column, key in zip(field.columns, keys, strict=True)
        }

    def _tell_renamed(self, entity: Entity, entities: Mapping[str, Entity]) -> None:
        for field in entity.fields:
            if field.target is None:
                continue
            for column, key in zip(field.columns, key_columns(field.target, entities), strict=True):
                now = column_name(field, key)
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
