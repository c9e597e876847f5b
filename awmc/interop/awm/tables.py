"""The database at a start as the AgentWorldModel format has it: statements that make the tables, and statements that fill them.

In: an environment and a task instance. Out: the records of gen_db and gen_sample. Guaranteed: run one by one in their order, by plain
SQLite with foreign keys on or off, they make the database in which an episode of the task begins, `_awmc_state` (the clock, the actor, the last
automatic numbers, the limit of calls) included; only, it is of no task, since several may begin there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

from awmc.emit.sql.identifiers import names, quoted, rowid_name
from awmc.interop.awm.records import Sample, Schema, TableRows, TableSchema
from awmc.runtime.environment import Environment

_DEFER = "PRAGMA defer_foreign_keys = ON;"
_STATE = "_awmc_state"


def database_path(scenario: str) -> str:
    """Where programs that read the format have a scenario's database, by convention."""
    return f"./outputs/databases/{scenario}.db"


def database(
    scenario: str, environment: Environment, task: Mapping[str, Any]
) -> tuple[Schema, Sample]:
    """The tables and the rows at the start of a task."""
    with environment.episode(task=task["id"], record=False) as episode:
        connection = episode.connection
        tables = tuple(_tables(connection))
        rows = {table.name: tuple(_inserts(connection, table.name)) for table in tables}
    sample = tuple(_in_order(tables, rows))
    return Schema(scenario, tables, database_path(scenario)), Sample(scenario, sample)


def _tables(connection: sqlite3.Connection) -> Iterator[TableSchema]:
    """Each table with its indexes and triggers."""
    found = connection.execute(
        "SELECT m.type, m.name, m.tbl_name, m.sql FROM sqlite_master AS m WHERE m.sql IS NOT NULL ORDER BY m.rowid"
    ).fetchall()
    for kind, name, _, sql in found:
        if kind == "table":
            more = tuple(f"{s};" for k, _, table, s in found if k != "table" and table == name)
            yield TableSchema(name, f"{sql};", more)


def _inserts(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    """A statement a row, in insertion order."""
    columns = [name for _, name, *_ in connection.execute(f'PRAGMA table_info("{table}")')]
    # SQLite itself writes the values as literals
    values = " || ', ' || ".join(f'quote(t."{column}")' for column in columns)
    rowid = rowid_name(columns)
    where = "WHERE t.name != 'task'" if table == _STATE else ""
    query = f'SELECT {values} FROM "{table}" AS t {where} ORDER BY t.{rowid}'
    for (row,) in connection.execute(query):
        yield f"INSERT INTO {quoted(table)} ({names(columns)}) VALUES ({row});"


def _in_order(
    tables: tuple[TableSchema, ...], rows: Mapping[str, tuple[str, ...]]
) -> Iterator[TableRows]:
    """The rows of each table, after those that they refer to where that can be; where it cannot, references are checked at the end."""
    with closing(sqlite3.connect(":memory:")) as trial:
        trial.execute("PRAGMA foreign_keys = ON")
        for table in tables:
            for statement in (table.ddl, *table.indexes):
                trial.execute(statement)
        # the first INSERT begins the transaction in which checks can be put off
        waiting = sorted((table.name for table in tables), key=lambda name: name != _STATE)
        while waiting:
            ready = [name for name in waiting if _fill(trial, rows[name])]
            for name in ready:
                yield TableRows(name, rows[name])
            if not ready:
                name = waiting[0]
                trial.execute(_DEFER)
                for statement in rows[name]:
                    trial.execute(statement)
                yield TableRows(name, (_DEFER, *rows[name]))
                ready = [name]
            waiting = [name for name in waiting if name not in ready]
        trial.commit()


def _fill(trial: sqlite3.Connection, statements: tuple[str, ...]) -> bool:
    """Whether the statements can be run now; if not, none is."""
    trial.execute("SAVEPOINT filling")
    try:
        for statement in statements:
            trial.execute(statement)
    except sqlite3.IntegrityError:
        trial.execute("ROLLBACK TO filling")
        return False
    finally:
        trial.execute("RELEASE filling")
    return True
