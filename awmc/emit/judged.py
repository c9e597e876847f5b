"""The tables as the judge of tasks sees them, and digests of the states in which its tasks start.

In: an environment, its SQL and its task instances. Out: `Entity` values, and digests by table. Guaranteed: the digests are those of a
file that an episode saves at its start, since they are taken of a database that is filled in the same way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from awmc.emit.names import attribute
from awmc.emit.sql.references import references
from awmc.ir import types as t
from awmc.ir.automatic import automatic_times
from awmc.ir.columns import Column, column_decimals, entity_columns, field_columns, key_columns
from awmc.ir.model import Entity, Environment
from awmc.runtime.database import Database
from awmc.runtime.judging import model
from awmc.runtime.judging.contents import digest
from awmc.runtime.judging.files import rows_of_table
from awmc.runtime.start import give

_WRITES = frozenset({sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE})


def judged_entities(env: Environment) -> tuple[model.Entity, ...]:
    """Every table, in source order."""
    return tuple(_judged(env, entity) for entity in env.entities)


def _judged(env: Environment, entity: Entity) -> model.Entity:
    columns = entity_columns(env, entity)
    int_maps = tuple(c.name for c in columns if _is_int_map(c))
    lists = (c.name for c in columns if isinstance(c.type, t.ListType | t.MapType))
    times = (
        column.name
        for stored in entity.fields
        if (entity.name, stored.name) in automatic_times(env)
        for column in field_columns(env, stored)
    )
    return model.Entity(
        name=entity.name,
        table=entity.table,
        columns=tuple(c.name for c in columns),
        key=tuple(c.name for c in key_columns(env, entity)),
        types=tuple(c.sql_type for c in columns),
        nullable=tuple(c.name for c in columns if c.nullable),
        automatic=any(stored.auto for stored in entity.fields),
        times=tuple(times),
        scratch=tuple(c.name for f in entity.fields if f.scratch for c in field_columns(env, f)),
        references=tuple(
            (tuple(c.name for c in found.columns), env.entity(found.target).table)
            for found in references(env, entity)
        ),
        bools=tuple(c.name for c in columns if isinstance(c.type, t.BoolType)),
        jsons=tuple(name for name in lists if name not in int_maps),
        int_maps=int_maps,
        attributes={c.name: attribute(c.name) for c in columns if attribute(c.name) != c.name},
        decimals=column_decimals(columns),
    )


def _is_int_map(column: Column) -> bool:
    return isinstance(column.type, t.MapType) and isinstance(column.type.key, t.IntType)


@dataclass(frozen=True)
class Starts:
    """Digests by table: of the initial rows, and, by task, of those tables that `given` changes."""

    rows: Mapping[str, str]
    given: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def start_digests(
    env: Environment, schema: str, data: str, given: Mapping[str, Sequence[Any]]
) -> Starts:
    """The digests; `given` are the statements of each task, by its id."""
    entities = judged_entities(env)
    database = Database()
    try:
        database.connection.executescript(schema)
        # rows may refer to one another in any order
        database.connection.execute("PRAGMA foreign_keys = OFF")
        database.connection.executescript(data)
        rows = _digests(database, entities)
        changed = {}
        for task, statements in given.items():
            if statements:
                after = _given(database, entities, statements)
                changed[task] = {t: told for t, told in after.items() if told != rows[t]}
        return Starts(rows, changed)
    finally:
        database.close()


def _given(
    database: Database, entities: Sequence[model.Entity], statements: Sequence[Any]
) -> dict[str, str]:
    """The digests of the tables that the statements write."""
    written: set[str | None] = set()

    def note(action: int, table: str | None, *_: str | None) -> int:
        if action in _WRITES:
            written.add(table)
        return sqlite3.SQLITE_OK

    database.all("BEGIN")
    database.connection.set_authorizer(note)
    try:
        give(database, statements)
        database.connection.set_authorizer(None)
        return _digests(database, [entity for entity in entities if entity.table in written])
    finally:
        database.all("ROLLBACK")


def _digests(database: Database, entities: Sequence[model.Entity]) -> dict[str, str]:
    return {
        entity.table: digest(
            row.values() for row in rows_of_table(database.connection, entity).values()
        )
        for entity in entities
    }
