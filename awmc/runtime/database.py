"""SQLite, set up the same way everywhere: connections with the language's functions.

Guaranteed: foreign keys are on (read back), transactions are ours alone, every failure of a registered function comes out as the `Failed`
that it raised, and no statement runs for ever.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from awmc.runtime.failures import INVALID_OPERATION, Failed
from awmc.runtime.functions.sql import AGGREGATES, FUNCTIONS, aggregate, scalar
from awmc.runtime.limits import SQL_STEPS
from awmc.runtime.tables import Row

OLDEST_SQLITE = (3, 38)
_STRIDE = 1_000_000
_LONGEST = 50_000_000


class DatabaseError(Exception):
    """A database that awmc cannot work with."""


class Database:
    """One connection. Not for two threads at once."""

    def __init__(self, path: str | Path = ":memory:") -> None:
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            wanted = ".".join(map(str, OLDEST_SQLITE))
            raise DatabaseError(f"awmc needs SQLite {wanted}; this is {sqlite3.sqlite_version}")
        self.connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, cached_statements=512
        )
        self._execute = self.connection.execute
        self.reasons: list[Failed] = []
        """What registered functions failed with since the statement began; empty after each statement."""
        self._strides = 0
        self._writing = False
        self._set_up()

    def _set_up(self) -> None:
        connection = self.connection
        connection.execute("PRAGMA foreign_keys = ON")
        if connection.execute("PRAGMA foreign_keys").fetchone() != (1,):
            raise DatabaseError("This SQLite does not check foreign keys")
        connection.execute("PRAGMA trusted_schema = ON")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
        for name, (arity, function) in FUNCTIONS.items():
            connection.create_function(
                name, arity, scalar(function, self.reasons, arity), deterministic=True
            )
        for name, (arity, step) in AGGREGATES.items():
            connection.create_aggregate(name, arity, aggregate(step, self.reasons))
        connection.set_progress_handler(self._progress, _STRIDE)

    def _progress(self) -> int:
        self._strides += 1
        return int(not self._writing and self._strides * _STRIDE > SQL_STEPS)

    def begin_call(self) -> None:
        """A new budget of steps."""
        self._strides = 0

    def all(self, sql: str, parameters: Mapping[str, Any] | tuple[Any, ...] = ()) -> list[Any]:
        """The rows of a statement. Raises `Failed`, or sqlite3's error for a broken constraint or a fault."""
        try:
            return self._execute(sql, parameters).fetchall()
        except BaseException as error:
            failed = self._failed(error)
            if failed is None:
                raise
            raise failed from error

    def write(
        self, sql: str, parameters: Mapping[str, Any] | tuple[Any, ...] = ()
    ) -> sqlite3.Cursor:
        """A statement that changes single rows, whose RETURNING is to be fetched. It is not cut short: SQLite would take back the whole episode with it."""
        self._writing = True
        try:
            return self._execute(sql, parameters)
        except BaseException as error:
            failed = self._failed(error)
            if failed is None:
                raise
            raise failed from error
        finally:
            self._writing = False

    def _failed(self, error: BaseException) -> Failed | None:
        """What a statement's error means to the caller; None of one that is not about the call. What functions failed with is forgotten."""
        reasons = self.reasons.copy()
        self.reasons.clear()
        if isinstance(error, OverflowError):
            return Failed(INVALID_OPERATION, "Overflow: an int has at most 64 bits")
        if not isinstance(error, sqlite3.Error):
            return None
        if reasons:
            return reasons[0]
        told = str(error)
        if told == "interrupted":
            return Failed(INVALID_OPERATION, "The call takes too many steps")
        if "too big" in told:
            return Failed(INVALID_OPERATION, "A value is too big")
        if told == "integer overflow":
            return Failed(INVALID_OPERATION, "Overflow: an int has at most 64 bits")
        return None

    def image(self) -> bytes:
        """The state as the bytes of a SQLite file."""
        return self.connection.serialize()

    def fill(self, image: bytes) -> None:
        """Takes the state of an image. Outside a transaction only."""
        with_image = sqlite3.connect(":memory:")
        try:
            with_image.deserialize(image)
            # An episode on a deserialised database would later serialise its start, so the pages are copied.
            with_image.backup(self.connection)
        finally:
            with_image.close()

    def close(self) -> None:
        """Ends it."""
        self.connection.close()


def select(row: type[Row], where: tuple[str, ...] = ()) -> str:
    """All columns of the rows whose columns equal the positional parameters, in insertion order."""
    table = row.TABLE
    sql = table.selects.get(where)
    if sql is None:
        columns = ", ".join(f't."{column}"' for column in table.columns)
        test = " AND ".join(f't."{column}" = ?' for column in where) or "true"
        order = f"ORDER BY t.{table.rowid}"
        sql = f'SELECT {columns} FROM "{table.name}" AS t WHERE {test} {order}'
        table.selects[where] = sql
    return sql
