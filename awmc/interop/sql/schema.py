"""What the tables of a sandbox are: columns, keys, references, rules.

In: a filled sandbox. Out: `Table`s, in the order in which they were made. SQLite itself says what columns, keys and references there are; sqlglot reads
the conditions of checks. Guaranteed: a table whose checks cannot be parsed is there without them, and that is told.
"""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from awmc.interop.report import Report, Topic
from awmc.interop.sql.sandbox import Sandbox, quoted

OWN_TABLES = frozenset(("_awmc_state", "_awmc_user_write"))
"""What awmc adds to the tables of an environment: no data of it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it is declared."""

    name: str
    declared: str
    """Its type, in capitals."""
    required: bool
    """Whether it is NOT NULL."""
    default: str | None
    """An SQL expression."""

    @property
    def affinity(self) -> str:
        """What SQLite makes of the declared type: https://sqlite.org/datatype3.html#determination_of_column_affinity."""
        name = self.declared
        if "INT" in name:
            return "INTEGER"
        if any(part in name for part in ("CHAR", "CLOB", "TEXT")):
            return "TEXT"
        if not name or "BLOB" in name:
            return "BLOB"
        return "REAL" if any(part in name for part in ("REAL", "FLOA", "DOUB")) else "NUMERIC"


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A reference of columns to those of another table."""

    columns: tuple[str, ...]
    table: str
    targets: tuple[str, ...]
    on_delete: str
    """CASCADE, SET NULL, …"""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: names as they are written, conditions as sqlglot's trees, rows as SQLite gives them."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    counts: bool
    """Whether its key is a number that SQLite gives."""
    foreign: tuple[ForeignKey, ...]
    uniques: tuple[tuple[str, ...], ...]
    indexes: tuple[tuple[str, ...], ...]
    checks: tuple[exp.Expr, ...]
    rows: tuple[tuple[Any, ...], ...]

    def place(self, column: str) -> int:
        """Which column it is."""
        return [one.name for one in self.columns].index(column)

    def values(self, column: str) -> list[Any]:
        """What the rows hold in a column, NULL aside."""
        place = self.place(column)
        return [row[place] for row in self.rows if row[place] is not None]


def read_tables(sandbox: Sandbox, report: Report) -> list[Table]:
    """The tables with their rows."""
    logging.getLogger("sqlglot").setLevel(
        logging.CRITICAL
    )  # it tells of what it cannot parse; we do
    with sandbox.opened() as base:
        base.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        made = base.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY rowid"
        ).fetchall()
        names = {name.lower(): name for name, _ in made}
        return [
            _table(base, name, sql, names, report)
            for name, sql in made
            if name not in OWN_TABLES and not name.startswith("sqlite_")
        ]


def is_exported(sandbox: Sandbox) -> bool:
    """Whether awmc's own table is among the tables."""
    with sandbox.opened() as base:
        return (
            base.execute("SELECT 1 FROM sqlite_schema WHERE name = '_awmc_state'").fetchone()
            is not None
        )


def own_clock(sandbox: Sandbox) -> str | None:
    """The clock that awmc left beside the tables that it exported, if it did."""
    with sandbox.opened() as base:
        try:
            found = base.execute("SELECT value FROM _awmc_state WHERE name = 'clock'").fetchone()
        except sqlite3.Error:
            return None
    return str(found[0]) if found else None


def _table(
    base: sqlite3.Connection, name: str, sql: str, names: dict[str, str], report: Report
) -> Table:
    info = base.execute(f"PRAGMA table_xinfo({quoted(name)})").fetchall()
    keys = sorted((row[5], row[1]) for row in info if row[5])
    columns = tuple(Column(row[1], row[2].upper(), bool(row[3]), row[4]) for row in info)
    for row in info:
        if row[6]:
            report.add(
                Topic.dropped, f"{name}.{row[1]}", "how it is generated; its values are kept"
            )
    uniques, indexes = _indexes(base, name, report)
    tree = _parsed(name, sql, report)
    key = tuple(column for _, column in keys)
    listed = ", ".join(quoted(column.name) for column in columns)
    order = _order(base, name, key)
    return Table(
        name=name,
        columns=columns,
        key=key,
        counts=_counts(base, name, key, columns),
        foreign=_foreign(base, name, names, report),
        uniques=uniques,
        indexes=indexes,
        checks=tuple(check.this for check in tree.find_all(exp.CheckColumnConstraint))
        if tree
        else (),
        rows=tuple(base.execute(f"SELECT {listed} FROM {quoted(name)} ORDER BY {order}")),
    )


def _order(base: sqlite3.Connection, name: str, key: tuple[str, ...]) -> str:
    """The order in which rows were inserted, where the table keeps it."""
    try:
        base.execute(f"SELECT rowid FROM {quoted(name)} LIMIT 0")
    except sqlite3.Error:
        return ", ".join(map(quoted, key))
    return "rowid"


def _counts(
    base: sqlite3.Connection, name: str, key: tuple[str, ...], columns: tuple[Column, ...]
) -> bool:
    """Whether the key is another name of the row's number: such a key has no index of its own."""
    declared = {column.name: column.declared for column in columns}
    if len(key) != 1 or declared[key[0]] != "INTEGER":
        return False
    listed = base.execute(f"PRAGMA index_list({quoted(name)})").fetchall()
    return all(origin != "pk" for _, _, _, origin, _ in listed)


def _indexes(
    base: sqlite3.Connection, name: str, report: Report
) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    """The columns of unique constraints and of plain indexes."""
    uniques: dict[tuple[str, ...], None] = {}
    indexes: dict[tuple[str, ...], None] = {}
    for _, index, unique, origin, partial in reversed(
        base.execute(f"PRAGMA index_list({quoted(name)})").fetchall()
    ):
        parts = [row for row in base.execute(f"PRAGMA index_xinfo({quoted(index)})") if row[5]]
        columns = tuple(row[2] for row in parts)
        kind = "unique index" if unique else "index"
        if partial or None in columns:
            what = "holds for some rows only" if partial else "is of an expression"
            report.add(Topic.dropped, name, f"the {kind} {index}, which {what}")
        elif unique and any(row[4] != "BINARY" for row in parts):
            report.add(
                Topic.dropped,
                name,
                f"the {kind} {index}, which compares in its own way",
            )
        elif origin != "pk":
            (uniques if unique else indexes)[columns] = None
    return tuple(uniques), tuple(columns for columns in indexes if columns not in uniques)


def _foreign(
    base: sqlite3.Connection, name: str, names: dict[str, str], report: Report
) -> tuple[ForeignKey, ...]:
    groups: dict[int, list[tuple[Any, ...]]] = {}
    for row in base.execute(f"PRAGMA foreign_key_list({quoted(name)})"):
        groups.setdefault(row[0], []).append(row)
    found: dict[ForeignKey, None] = {}
    for _, rows in sorted(groups.items(), reverse=True):
        columns = tuple(row[3] for row in rows)
        target = names.get(rows[0][2].lower())
        if target is None or target in OWN_TABLES:
            report.add(
                Topic.dropped,
                f"{name}.{', '.join(columns)}",
                f"it refers to {rows[0][2]}, which is no table",
            )
            continue
        targets = tuple(row[4] for row in rows)
        if targets[0] is None:
            info = base.execute(f"PRAGMA table_info({quoted(target)})").fetchall()
            targets = tuple(
                column for _, column in sorted((row[5], row[1]) for row in info if row[5])
            )
        found[
            ForeignKey(
                _spelled(base, name, columns),
                target,
                _spelled(base, target, targets),
                rows[0][6].upper(),
            )
        ] = None
    return tuple(found)


def _spelled(base: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Columns as their table spells them."""
    known = {row[1].lower(): row[1] for row in base.execute(f"PRAGMA table_info({quoted(table)})")}
    return tuple(known.get(column.lower(), column) for column in columns)


def _parsed(name: str, sql: str, report: Report) -> exp.Expr | None:
    """The statement that made a table, as a tree; None where sqlglot cannot parse it."""
    try:
        tree = sqlglot.parse_one(sql, dialect="sqlite")
        if isinstance(tree, exp.Create):
            return tree
        reason = "it is no CREATE TABLE to sqlglot"
    except (SqlglotError, RecursionError) as error:
        reason = str(error).split("\n", 1)[0]
    if "CHECK" in sql.upper():
        shown = " ".join(sql.split())
        report.add(
            Topic.broken,
            name,
            f"its checks cannot be read ({reason}): {shown[:157]}{'…' * (len(shown) > 157)}",
        )
    return None
