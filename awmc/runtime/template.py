"""The template: the database that the episodes of an environment are copied from.

In: the texts of the SQL files, and the clock. Out: the initial rows and the own state of an episode without actor and task, copied as pages. Guaranteed: every reference
leads to a row, and automatic numbers go on after the highest key.
"""

from __future__ import annotations

import threading

from awmc.runtime.database import Database, DatabaseError
from awmc.runtime.state import read_state, set_default, write_number
from awmc.runtime.tables import Catalogue, Table


class Template:
    """The start of every episode of an environment."""

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

    def _number(self, table: Table) -> None:
        """Makes sure that the last automatic number is that of the highest key at least."""
        (column,) = table.key
        keys = self._database.all(f'SELECT t."{column}" FROM "{table.name}" AS t')
        assert table.auto is not None
        highest = max((table.auto.number(key) for (key,) in keys), default=0)
        issued = read_state(self._database).numbers.get(table.name, 0)
        write_number(self._database, table.name, max(highest, issued))

    def fill(self, database: Database) -> None:
        """Copies the start into a connection that is in no transaction; several threads may."""
        with self._lock:
            self._database.connection.backup(database.connection)

    def close(self) -> None:
        """Ends it."""
        self._database.close()
