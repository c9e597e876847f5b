"""How SQLite is written to beyond single statements: deletion of several rows, the way into the past, and what a broken constraint means."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from awmc.runtime.database import Database
from awmc.runtime.endings import broken_rule
from awmc.runtime.failures import CONSTRAINT_VIOLATED, Failed
from awmc.runtime.journal import Change
from awmc.runtime.store import Store
from awmc.runtime.tables import Row, Table, encode, name_of

_CHECK = "CHECK constraint failed: "
_UNIQUE = "UNIQUE constraint failed: "


def delete_rows(database: Database, rows: list[Row]) -> list[int]:
    """Deletes the rows, which refer to one another at most; gives the place of each in its table's insertion order."""
    several = len(rows) > 1
    if several:
        # rows of one cascade may refer to one another in any order; nobody else refers to them
        database.all("PRAGMA defer_foreign_keys = ON")
    places = [_place(database, row) for row in rows]
    for row in reversed(rows):
        database.write(f'DELETE FROM "{row.TABLE.name}" AS t WHERE {_key_test(row.TABLE)}', row.KEY)
    if several:
        database.all("PRAGMA defer_foreign_keys = OFF")
    return places


def _place(database: Database, row: Row) -> int:
    table = row.TABLE
    sql = f'SELECT t.{table.rowid} FROM "{table.name}" AS t WHERE {_key_test(table)}'
    found = database.all(sql, row.KEY)
    return int(found[0][0])


def _key_test(table: Table) -> str:
    return " AND ".join(f't."{column}" = ?' for column in table.key) or "true"


class Past:
    """Takes changes back in the database, for a question, within a savepoint that is then rolled back."""

    def __init__(
        self, database: Database, triggers: Mapping[str, tuple[tuple[str, str], ...]]
    ) -> None:
        self._database = database
        self._triggers = triggers

    def enter(self, changes: list[Change]) -> None:
        """The database as it was before the changes."""
        database = self._database
        database.all("SAVEPOINT awmc_past")
        database.all("PRAGMA defer_foreign_keys = ON")
        for name in {c.row.TABLE.name: None for c in changes}:
            for trigger, _ in self._triggers.get(name, ()):
                # the arrows of a flow do not lead back
                database.all(f'DROP TRIGGER "{trigger}"')
        for change in reversed(changes):
            self._undo(change)

    def leave(self) -> None:
        """The database as it was when `enter` was called."""
        self._database.all("ROLLBACK TO awmc_past")
        self._database.all("RELEASE awmc_past")
        self._database.all("PRAGMA defer_foreign_keys = OFF")

    def _undo(self, change: Change) -> None:
        table, row = change.row.TABLE, change.row
        match change.kind:
            case "create":
                sql = f'DELETE FROM "{table.name}" AS t WHERE {_key_test(table)}'
                self._database.write(sql, row.KEY)
            case "update":
                columns = [table.column_of[name] for name in change.old]
                assigned = ", ".join(f'"{column}" = ?' for column in columns)
                sql = f'UPDATE "{table.name}" AS t SET {assigned} WHERE {_key_test(table)}'
                old = tuple(encode(value) for value in change.old.values())
                self._database.write(sql, (*old, *row.KEY))
            case "delete":
                self._insert(table, row, change.place)

    def _insert(self, table: Table, row: Row, place: int) -> None:
        values = dict(zip(table.columns, map(encode, table.values(row)), strict=True))
        if not (table.auto is not None and table.auto.width is None):
            values = {table.rowid: place, **values}  # the key of any other is no row number
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" * len(values))
        sql = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'
        self._database.write(sql, tuple(values.values()))


def constraint_failure(
    store: Store, error: sqlite3.IntegrityError, row: Row, old: Row | None
) -> Failed:
    """What the caller sees when `row` would break a constraint of its table."""
    told = str(error)
    table = row.TABLE
    if told.startswith(_CHECK):
        return broken_rule(store, told.removeprefix(_CHECK), row, old)
    if told.startswith(_UNIQUE):
        return unique_failure(store, row, old, _unique_columns(told, table))
    if "FOREIGN KEY" in told:
        return reference_failure(store, row)
    if told.startswith("NOT NULL") or told.startswith("cannot store"):
        return Failed(CONSTRAINT_VIOLATED, f"{table.entity}: {told}")
    return broken_rule(store, told, row, old)  # a trigger raises with the rule's name


def _unique_columns(told: str, table: Table) -> tuple[str, ...]:
    names = told.removeprefix(_UNIQUE).split(", ")
    return tuple(name.removeprefix(f"{table.name}.") for name in names)


def unique_failure(store: Store, row: Row, old: Row | None, columns: tuple[str, ...]) -> Failed:
    """Another row has the same values in `columns`: the key's, or those of a unique rule."""
    table = row.TABLE
    if columns == table.key:
        told = f"There is already a {name_of(table, row.KEY)}"
        return Failed(CONSTRAINT_VIOLATED, told, rule="key")
    for unique in table.uniques:
        if unique.columns == columns:
            told = f"Another {table.entity} has the same {', '.join(columns)}"
            return broken_rule(store, unique.name, row, old, told)
    return Failed(CONSTRAINT_VIOLATED, f"Another {table.entity} has the same {', '.join(columns)}")


def reference_failure(store: Store, row: Row) -> Failed:
    """A reference of the row leads nowhere."""
    for reference in row.TABLE.references:
        key: list[Any] = [
            getattr(row, row.TABLE.attributes.get(column, column)) for column in reference.columns
        ]
        target = store.catalogue.by_name[reference.table]
        if None not in key and store.find(target, *key) is None:
            told = f"There is no {name_of(target.TABLE, tuple(key))}"
            return Failed(CONSTRAINT_VIOLATED, told, rule="reference")
    return Failed(CONSTRAINT_VIOLATED, f"A row refers to this {row.TABLE.entity}", rule="reference")
