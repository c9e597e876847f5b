"""From what the runtime knows to what the judge works with: tables, tasks of tasks.json, and the changes of an episode."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from itertools import chain
from typing import Any

from awmc.runtime.database import Database
from awmc.runtime.journal import History, Origin
from awmc.runtime.judging.changes import between, same_value
from awmc.runtime.judging.model import (
    Answer,
    Changes,
    Entity,
    Expected,
    Footprint,
    Key,
    Rubric,
)
from awmc.runtime.readings import Reading
from awmc.runtime.tables import Catalogue, Row, Table

Rows = dict[str, dict[Key, dict[str, Any]]]
_FEW = 3
"""Rows of one table that are asked for one by one; more are asked for together, in half the time."""
_SIZES = (32, 16, 8)
"""How many at once, and all that are left of fewer, so that there are not many statements to prepare."""


def entities(catalogue: Catalogue) -> dict[str, Entity]:
    """The tables, by name, as the judge sees them."""
    return {row.TABLE.name: _entity(row.TABLE) for row in catalogue.rows}


def _entity(table: Table) -> Entity:
    return Entity(
        name=table.entity,
        table=table.name,
        columns=table.columns,
        key=table.key,
        automatic=table.auto is not None,
        times=table.automatic_times,
        scratch=table.scratch,
        references=tuple((r.columns, r.table) for r in table.references),
        bools=table.bools,
        jsons=table.jsons,
        int_maps=table.int_maps,
        attributes=table.attributes,
        decimals=table.decimals,
    )


def rubric(task: Mapping[str, Any]) -> Rubric:
    """What a task of tasks.json asks for."""
    footprint, expected = task["footprint"], task["expected"]
    return Rubric(
        task=task["id"],
        goal=tuple((clause["text"], clause["guard"]) for clause in task["goal"]),
        footprint=Footprint(
            changed=_by_key(footprint["changed"], tuple),
            deleted=_keys(footprint["deleted"]),
            created=footprint["created"],
        ),
        expected=Expected(
            created={
                table: tuple((tuple(key), values) for key, values in rows)
                for table, rows in expected["created"].items()
            },
            changed=_by_key(expected["changed"], dict),
            deleted=_keys(expected["deleted"]),
        ),
        answers=tuple(_answer(answer) for answer in task["answers"]),
        may_change={
            table: None if columns is None else tuple(columns)
            for table, columns in task["may_change"].items()
        },
    )


def _by_key(tables: Mapping[str, Any], made: Callable[[Any], Any]) -> dict[str, dict[Key, Any]]:
    return {t: {tuple(key): made(value) for key, value in rows} for t, rows in tables.items()}


def _keys(tables: Mapping[str, Any]) -> dict[str, tuple[Key, ...]]:
    return {table: tuple(tuple(key) for key in keys) for table, keys in tables.items()}


def _answer(answer: Mapping[str, Any]) -> Answer:
    column = answer["column"]
    return Answer(
        value=answer["value"],
        kind=answer["kind"],
        column=None if column is None else (column[0], column[1]),
        members=tuple(answer["members"]),
        created=tuple(None if row is None else (row[0], row[1]) for row in answer["created"]),
    )


# Changes


def changes(
    history: History, catalogue: Catalogue, tables: Mapping[str, Entity], reading: Reading
) -> Changes:
    """The net changes of an episode, by its journal alone: no more look-ups than rows were touched, which the reading keeps."""
    created: dict[str, list[tuple[int, Key, dict[str, Any]]]] = {}
    changed: dict[str, dict[Key, dict[str, tuple[Any, Any]]]] = {}
    deleted: dict[str, list[Key]] = {}
    for name, origins in history.origins.items():
        row = catalogue.by_name[name]
        entity, table, rows = tables[name], row.TABLE, reading.rows[row]
        sql, together = _select(table), _together(table, origins, reading)
        for key, origin in origins.items():
            found = reading.ask(sql, key) if together is None else together.get(key)
            if not found:
                rows[key] = None
                if origin.existed:
                    deleted.setdefault(name, []).append(key)
                continue
            place, values = found[0][0], found[0][1:]
            rows[key] = values
            if not origin.existed:
                made = dict(zip(table.columns, values, strict=True))
                created.setdefault(name, []).append((place, key, made))
            elif cells := _cells(entity, table, origin, values):
                changed.setdefault(name, {})[key] = cells
    return Changes(
        created={name: {key: v for _, key, v in sorted(rows)} for name, rows in created.items()},
        changed=changed,
        deleted={name: tuple(keys) for name, keys in deleted.items()},
    )


def _cells(
    entity: Entity, table: Table, origin: Origin, values: tuple[Any, ...]
) -> dict[str, tuple[Any, Any]]:
    """The columns that differ, in their order, each before and after."""
    cells = {}
    for column in sorted(origin.old, key=table.places.__getitem__):
        old, now = origin.old[column], values[table.places[column]]
        before = int(old) if isinstance(old, bool) else old
        if not same_value(entity, column, before, now):
            cells[column] = (before, now)
    return cells


def _together(
    table: Table, keys: Collection[Key], reading: Reading
) -> dict[Key, list[tuple[Any, ...]]] | None:
    """The place and the values of each of the rows that is there; None where they are better asked for one by one."""
    if len(keys) < _FEW or not table.key:
        return None
    found, key_in = {}, table.key_in
    rest = list(keys)
    while rest:
        left = len(rest)
        size = left if left < _SIZES[-1] else next(size for size in _SIZES if size <= left)
        given = tuple(chain.from_iterable(rest[:size]))
        for row in reading.ask(_select(table, size), given):
            found[key_in(row[1:])] = [row]
        del rest[:size]
    return found


def _select(table: Table, size: int = 1) -> str:
    """The place and all columns of the row of a key, or of the rows of so many keys."""
    sql = table.placed.get(size)
    if sql is None:
        columns = ", ".join(f't."{column}"' for column in table.columns)
        source, given = f'"{table.name}" AS t', ["?"] * len(table.key)
        if size > 1:
            keys = ", ".join([f"({', '.join(given)})"] * size)
            source = f"(VALUES {keys}) AS k CROSS JOIN {source}"
            given = [f"k.column{n}" for n in range(1, len(table.key) + 1)]
        tests = [f't."{column}" = {value}' for column, value in zip(table.key, given, strict=True)]
        where = " AND ".join(tests) or "true"
        sql = f"SELECT t.{table.rowid}, {columns} FROM {source} WHERE {where}"
        table.placed[size] = sql
    return sql


def compared(
    catalogue: Catalogue, tables: Mapping[str, Entity], start: Database, end: Database
) -> Changes:
    """The net changes between two states, by comparing every row: for an episode whose journal is not at hand."""
    return between(tables, rows_of(catalogue, start), rows_of(catalogue, end))


def rows_of(catalogue: Catalogue, database: Database) -> Rows:
    """All rows of a state, values as stored."""
    return {row.TABLE.name: _rows(row, database) for row in catalogue.rows}


def _rows(row: type[Row], database: Database) -> dict[Key, dict[str, Any]]:
    table = row.TABLE
    columns = ", ".join(f't."{column}"' for column in table.columns)
    found = database.all(f'SELECT {columns} FROM "{table.name}" AS t ORDER BY t.{table.rowid}')
    return {
        tuple(values[place] for place in table.key_places): dict(
            zip(table.columns, values, strict=True)
        )
        for values in found
    }
