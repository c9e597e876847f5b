"""How SQLite is written to beyond single statements: deletion of several rows, the way into the past, and what a broken constraint means."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby
from typing import Any

from awmc.runtime.database import Database
from awmc.runtime.endings import broken_rule
from awmc.runtime.failures import CONSTRAINT_VIOLATED, Failed
from awmc.runtime.journal import Change
from awmc.runtime.state import free_flows
from awmc.runtime.store import Store
from awmc.runtime.tables import Row, Table, encode, name_of

_CHECK = "CHECK constraint failed: "
_UNIQUE = "UNIQUE constraint failed: "


DEFER = "PRAGMA defer_foreign_keys = ON"


class Deferral:
    """Writes that are consistent together, though one may break a reference that a later one mends.

    References are left for the end from the first write on that SQLite refuses: a PRAGMA makes it prepare every statement of the
    connection anew, which most often can be spared.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.on = False
        """Whether references are no longer checked at each write."""

    def write(self, sql: str, parameters: Mapping[str, Any] | tuple[Any, ...]) -> sqlite3.Cursor:
        """One statement. Raises sqlite3.IntegrityError where it breaks another constraint than a reference."""
        try:
            return self._database.write(sql, parameters)
        except sqlite3.IntegrityError:
            if self.on:
                raise
            self.on = True
            self._database.all(DEFER)
            return self._database.write(sql, parameters)

    def end(self) -> None:
        """References are checked at each write again."""
        if self.on:
            self._database.all("PRAGMA defer_foreign_keys = OFF")


def delete_rows(database: Database, rows: list[Row]) -> list[int]:
    """Deletes the rows, which refer to one another at most, owners first; gives the place of each in its table's insertion order."""
    # rows of one cascade may refer to one another in any order; nobody else refers to them
    deferral = Deferral(database)
    places = []
    try:
        for row in reversed(rows):
            ((place,),) = deferral.write(_delete(row.TABLE), row.KEY).fetchall()
            places.append(int(place))
    finally:
        deferral.end()
    return places[::-1]


@lru_cache(maxsize=1024)
def _deletion(name: str, rowid: str, key: tuple[str, ...]) -> str:
    return f'DELETE FROM "{name}" AS t WHERE {_key_test(key)} RETURNING {rowid}'


def _delete(table: Table) -> str:
    """The statement that deletes the row of a key and gives its place."""
    return _deletion(table.name, table.rowid, table.key)


def _key_test(key: tuple[str, ...]) -> str:
    return " AND ".join(f't."{column}" = ?' for column in key) or "true"


class Past:
    """Takes changes back in the database, for a question, within a savepoint that is then rolled back."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._deferral = Deferral(database)

    def enter(self, changes: list[Change]) -> None:
        """The database as it was before the changes."""
        self._database.all("SAVEPOINT awmc_past")
        free_flows(self._database)  # whose arrows do not lead back
        try:
            for deleted, run in groupby(reversed(changes), key=lambda c: c.kind == "delete"):
                # of a cascade, owners were noted first, and are needed first
                for change in reversed(list(run)) if deleted else run:
                    self._undo(change)
        except BaseException:
            self._deferral.end()
            raise

    def leave(self) -> None:
        """The database as it was when `enter` was called."""
        self._database.all("ROLLBACK TO awmc_past")
        self._database.all("RELEASE awmc_past")
        self._deferral.end()

    def _undo(self, change: Change) -> None:
        table, row = change.row.TABLE, change.row
        match change.kind:
            case "create":
                self._deferral.write(_delete(table), row.KEY).fetchall()
            case "update":
                columns = [table.column_of[name] for name in change.old]
                assigned = ", ".join(f'"{column}" = ?' for column in columns)
                sql = f'UPDATE "{table.name}" AS t SET {assigned} WHERE {_key_test(table.key)}'
                old = tuple(encode(value) for value in change.old.values())
                self._deferral.write(sql, (*old, *row.KEY))
            case "delete":
                self._insert(table, row, change.place)

    def _insert(self, table: Table, row: Row, place: int) -> None:
        values = dict(zip(table.columns, map(encode, table.values(row)), strict=True))
        if not (table.auto is not None and table.auto.width is None):
            values = {table.rowid: place, **values}  # the key of any other is no row number
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" * len(values))
        sql = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'
        self._deferral.write(sql, tuple(values.values()))


def by_column(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    """Values by column, from those by attribute."""
    return {table.column_of[name]: value for name, value in values.items()}


def wanted(row: Row, new: dict[str, Any] | None) -> tuple[Row, Row | None]:
    """A row as it would be, and as it was: None where it is made."""
    if new is None:
        return row, None
    made = type(row)(*row.TABLE.values(row))
    for name, value in new.items():
        setattr(made, name, value)
    return made, row


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
