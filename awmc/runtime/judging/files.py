"""Reading database files that anyone may have made: every file gives a `Contents`, or `Unusable` with the reason.

Guaranteed: nothing but `Unusable` is raised, no file is changed, and none is made beside it (no journal, no `-wal`, no `-shm`); every
value that is read is one that its column may hold.
"""

from __future__ import annotations

import json
import math
import os
import sqlite3
import stat
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from awmc.runtime.judging.contents import OWN_TABLES, Contents, Rows, contents_of
from awmc.runtime.judging.model import Entity, Key, Values

_MAGIC = b"SQLite format 3\x00"
_HEADER = 100
_VERSIONS = slice(18, 20)
"""Where the header says how the file is written and read: 1 with a journal, 2 with a write-ahead log."""
_TIMEOUT = 1.0
_STORAGE = {"TEXT": str, "INTEGER": int, "REAL": float}


class Unusable(Exception):
    """A file that is no state of this environment; the message says why."""


def read_state_file(path: str, entities: Iterable[Entity]) -> Contents:
    """The state that a file holds."""
    _check_header(path)
    known = {entity.table: entity for entity in (*entities, *OWN_TABLES)}
    try:
        with closing(_connect(path)) as connection:
            connection.execute("BEGIN")
            _check_tables(connection, known)
            return contents_of({table: rows_of_table(connection, known[table]) for table in known})
    except sqlite3.Error as error:
        raise Unusable(str(error)) from error
    except UnicodeError as error:
        raise Unusable("it has text that is not UTF-8") from error


def _check_header(path: str) -> None:
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise Unusable("it is no file")
        with open(path, "rb") as file:
            head = file.read(_HEADER)
    except OSError as error:
        raise Unusable(error.strerror or type(error).__name__) from error
    except ValueError as error:
        raise Unusable("no file has such a name") from error
    if not head:
        raise Unusable("it is empty")
    if len(head) < _HEADER or not head.startswith(_MAGIC):
        raise Unusable("it is no SQLite file")
    if head[_VERSIONS] != b"\x01\x01":
        # to read it, SQLite would have to make files beside it
        raise Unusable("it is in WAL mode")


def _connect(path: str) -> sqlite3.Connection:
    uri = f"{Path(path).absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, timeout=_TIMEOUT, isolation_level=None)
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _check_tables(connection: sqlite3.Connection, known: Mapping[str, Entity]) -> None:
    found = connection.execute(
        "SELECT m.name, m.type, m.rootpage FROM sqlite_master AS m WHERE m.type IN ('table', 'view')"
    ).fetchall()
    names = [str(name) for name, _, _ in found if not str(name).startswith("sqlite_")]
    for table in known:
        if table not in names:
            raise Unusable(f"it has no table {table}")
    for name in names:
        if name not in known:
            raise Unusable(f"it has a table {name[:80]!r}, which this environment has not")
    for name, kind, page in found:
        if kind != "table" or not page:
            raise Unusable(f"{name[:80]} is no plain table")
    for entity in known.values():
        _check_columns(connection, entity)


def _check_columns(connection: sqlite3.Connection, entity: Entity) -> None:
    found = connection.execute(f'PRAGMA table_xinfo("{entity.table}")').fetchall()
    columns = tuple(str(column[1]) for column in found)
    if columns != entity.columns:
        raise Unusable(f"the table {entity.table} has other columns than in this environment")
    for column, wanted in zip(found, entity.types, strict=True):
        kind = "INTEGER" if column[2] == "INT" else column[2]
        if kind != wanted or column[6]:
            raise Unusable(f"{entity.table}.{column[1]} is not {wanted}")


def rows_of_table(connection: sqlite3.Connection, entity: Entity) -> Rows:
    taken = {column.lower() for column in entity.columns}
    rowid = next(name for name in ("rowid", "_rowid_", "oid") if name not in taken)
    columns = ", ".join(f't."{column}"' for column in entity.columns)
    rows: dict[Key, Values] = {}
    for values in connection.execute(
        f'SELECT {columns} FROM "{entity.table}" AS t ORDER BY t.{rowid}'
    ):
        row = dict(zip(entity.columns, values, strict=True))
        for (column, value), kind in zip(row.items(), entity.types, strict=True):
            if not _fits(entity, column, value, kind):
                raise Unusable(f"a value of {entity.table}.{column} is not of its type")
        key = tuple([row[column] for column in entity.key])
        if key in rows:
            raise Unusable(f"the table {entity.table} has a key twice")
        rows[key] = row
    return rows


def _fits(entity: Entity, column: str, value: Any, kind: str) -> bool:
    """Whether a column may hold a value."""
    if value is None:
        return column in entity.nullable
    if type(value) is not _STORAGE[kind]:
        return False
    if isinstance(value, float):
        return math.isfinite(value)
    if column in entity.bools:
        return value in (0, 1)
    if column in entity.jsons or column in entity.int_maps:
        return _is_json(str(value), column in entity.int_maps)
    return True


def _is_json(text: str, int_keys: bool) -> bool:
    try:
        value = json.loads(text)
        if int_keys:
            return isinstance(value, dict) and all(str(int(key)) == key for key in value)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, list | dict)
