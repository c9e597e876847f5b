"""SQLite, set up the same way everywhere: connections with the language's functions, and the template that episodes are copied from.

Guaranteed: foreign keys are on (read back), transactions are ours alone, every failure of a registered function comes out as the `Failed`
that it raised, and no statement runs for ever.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from awmc.runtime.failures import Failed, invalid
from awmc.runtime.functions.sql import AGGREGATES, FUNCTIONS, aggregate, scalar
from awmc.runtime.limits import SQL_STEPS
from awmc.runtime.tables import Catalogue, Row, Table

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
        self.reasons: list[Failed] = []
        """What registered functions failed with since the statement began."""
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
                name, arity, scalar(function, self.reasons), deterministic=True
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
            return self.connection.execute(sql, parameters).fetchall()
        except OverflowError:
            invalid("Overflow: an int has at most 64 bits")
        except sqlite3.Error as error:
            failed = self._failed(error)
            if failed is None:
                raise
            raise failed from error
        finally:
            self.reasons.clear()

    def write(self, sql: str, parameters: Mapping[str, Any] | tuple[Any, ...] = ()) -> None:
        """A statement that changes single rows. It is not cut short: SQLite would take back the whole episode with it."""
        self._writing = True
        try:
            self.all(sql, parameters)
        finally:
            self._writing = False

    def _failed(self, error: sqlite3.Error) -> Failed | None:
        if self.reasons:
            return self.reasons[0]
        told = str(error)
        if told == "interrupted":
            return Failed("invalid_operation", "The call takes too many steps")
        if "too big" in told:
            return Failed("invalid_operation", "A value is too big")
        if told == "integer overflow":
            return Failed("invalid_operation", "Overflow: an int has at most 64 bits")
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


class Template:
    """The start of every episode of an environment, and what is known of its schema."""

    def __init__(self, schema: str, data: str, clock: str, catalogue: Catalogue) -> None:
        self._database = Database()
        self._lock = threading.Lock()
        connection = self._database.connection
        connection.executescript(schema)
        # rows may refer to one another in any order: all references are checked at the end
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.executescript(data)
        connection.execute("PRAGMA foreign_keys = ON")
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken is not None:
            raise DatabaseError(f"A row of {broken[0]} refers to a row that is not there")
        set_default(self._database, "clock", clock)
        for row in catalogue.rows:
            if row.TABLE.auto is not None:
                self._number(row.TABLE)
        self.triggers = _triggers(connection)

    def _number(self, table: Table) -> None:
        """Makes sure that the last automatic number is that of the highest key at least."""
        name, (column,) = f"auto:{table.name}", table.key
        keys = self._database.all(f'SELECT t."{column}" FROM "{table.name}" AS t')
        assert table.auto is not None
        highest = max((table.auto.number(key) for (key,) in keys), default=0)
        issued = int(read_state(self._database).get(name, "0"))
        write_state(self._database, name, str(max(highest, issued)))

    def fill(self, database: Database) -> None:
        """Copies the start into a connection that is in no transaction; several threads may."""
        with self._lock:
            self._database.connection.backup(database.connection)

    def close(self) -> None:
        """Ends it."""
        self._database.close()


def _triggers(connection: sqlite3.Connection) -> dict[str, tuple[tuple[str, str], ...]]:
    """The (name, sql) of each table's triggers."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for table, name, sql in connection.execute(
        "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid"
    ):
        found[table] = (*found.get(table, ()), (name, sql))
    return found


def read_state(database: Database) -> dict[str, str]:
    """The environment's own state: clock, actor, task, calls and their limit, last automatic numbers."""
    return dict(database.all("SELECT s.name, s.value FROM _awmc_state AS s ORDER BY s.name"))


def write_state(database: Database, name: str, value: str) -> None:
    """Sets one item of the environment's own state."""
    database.write(
        "INSERT INTO _awmc_state (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def set_default(database: Database, name: str, value: str) -> None:
    """Sets one item unless it is there."""
    database.write("INSERT OR IGNORE INTO _awmc_state (name, value) VALUES (?, ?)", (name, value))


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
