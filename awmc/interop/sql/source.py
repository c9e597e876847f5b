"""The statements of a source, run: tables with the rows that their constraints let in.

In: statements in order, or a SQLite file, both untrusted. Out: a sandbox that holds tables and rows. Guaranteed: each statement is run, kept aside as a row that
was lost, or told; one row of an INSERT that breaks a constraint does not take the others with it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from awmc.interop.report import LostRow, Report, Topic
from awmc.interop.sql.sandbox import Refused, Sandbox, quoted
from awmc.interop.sql.script import Statement

MAX_ROWS = 100_000
"""How many rows of one INSERT are tried one by one, after it failed as a whole."""
_SILENT = frozenset(
    ("BEGIN", "COMMIT", "END", "SAVEPOINT", "RELEASE", "ANALYZE", "VACUUM", "PRAGMA")
)
"""What says nothing about tables and rows."""
_ROWS = frozenset(("INSERT", "REPLACE", "UPDATE", "DELETE", "WITH"))
_INTO = re.compile(
    r"""\b(?:INTO|UPDATE|FROM|TABLE(?:\s+IF\s+NOT\s+EXISTS)?|ON|VIEW|TRIGGER)\s+(?:"([^"]+)"|`([^`]+)`|\[([^\]]+)\]|([\w.]+))""",
    re.IGNORECASE,
)


@dataclass
class Source:
    """A sandbox in the filling."""

    clock: str
    report: Report
    sandbox: Sandbox = field(init=False)
    triggers: list[tuple[str, str]] = field(default_factory=list)
    """Names and statements; they are never run."""

    def __post_init__(self) -> None:
        self.sandbox = Sandbox(self.clock)

    def run(self, script: Iterable[Statement], *, rows_only: bool = False) -> None:
        """Run the statements; with `rows_only` none that changes tables."""
        for statement in script:
            self._one(statement, rows_only)

    def _one(self, statement: Statement, rows_only: bool) -> None:
        words = statement.verb.split()
        first, what = words[0] if words else "", " ".join(words[1:])
        if first in _ROWS:
            self._rows(statement)
        elif first in _SILENT:
            return
        elif rows_only:
            text = f"this statement is not run: {statement.short}"
            self.report.add(Topic.broken, statement.place, text)
        elif first == "CREATE" and what == "TRIGGER":
            self.triggers.append((_named(statement.text), statement.text))
        elif first == "CREATE" and what in ("VIEW", "VIRTUAL"):
            kind = "virtual table" if what == "VIRTUAL" else what.lower()
            self.report.add(Topic.dropped, _named(statement.text), f"a {kind} ({statement.place})")
        elif first in ("CREATE", "ALTER", "DROP"):
            self._schema(statement)
        else:
            self.report.add(
                Topic.broken, statement.place, f"this statement is not run: {statement.short}"
            )

    def _schema(self, statement: Statement) -> None:
        try:
            self.sandbox.run(statement.text)
        except Refused as error:
            self.report.add(
                Topic.broken, statement.place, f"SQLite refuses this: {error}: {statement.short}"
            )

    def _rows(self, statement: Statement) -> None:
        try:
            self.sandbox.run(statement.text)
            return
        except Refused as error:
            reason = str(error)
        singles = list(_singles(statement.text)) if "constraint failed" in reason else []
        for sql in singles or [statement.text]:
            try:
                if singles:
                    self.sandbox.run(sql)
                    continue
            except Refused as error:
                reason = str(error)
            self.report.lose(
                LostRow(_named(statement.text), reason, sql=sql, place=statement.place)
            )


def _singles(sql: str) -> Iterator[str]:
    """An INSERT of several rows as several of one; nothing where it has not several."""
    try:
        tree = sqlglot.parse_one(sql, dialect="sqlite")
    except (SqlglotError, RecursionError):
        return
    rows = tree.expression if isinstance(tree, exp.Insert) else None
    if not isinstance(rows, exp.Values) or not 1 < len(rows.expressions) <= MAX_ROWS:
        return
    every = list(rows.expressions)
    for row in every:
        rows.set("expressions", [row])
        yield tree.sql(dialect="sqlite")


def _named(sql: str) -> str:
    """The table or view that a statement is about, as far as its words tell."""
    found = _INTO.search(sql)
    return next((name for name in found.groups() if name), "?") if found else "?"


def is_database(path: Path) -> bool:
    """Whether a file is a SQLite database, by its first bytes."""
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def read_database(path: Path, source: Source) -> None:
    """Copy the tables and rows of a database file. Raises Refused where it cannot be read."""
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        base = sqlite3.connect(uri, uri=True)
        base.execute("PRAGMA trusted_schema = OFF")
        base.execute("PRAGMA cell_size_check = ON")
        made = base.execute(
            "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid"
        ).fetchall()
    except sqlite3.Error as error:
        raise Refused(str(error)) from error
    source.run(
        Statement(sql, f"{kind} {name}") for kind, name, sql in made if name != "sqlite_sequence"
    )
    for kind, name, sql in made:
        if (
            kind == "table"
            and not name.startswith("sqlite_")
            and not sql.upper().startswith("CREATE VIRTUAL")
        ):
            _copy(base, name, source)


def _copy(base: sqlite3.Connection, table: str, source: Source) -> None:
    columns = [
        row[1] for row in base.execute(f"PRAGMA table_xinfo({quoted(table)})") if row[6] == 0
    ]
    listed = ", ".join(map(quoted, columns))
    try:
        for row in base.execute(f"SELECT {listed} FROM {quoted(table)}"):
            try:
                source.sandbox.add(table, columns, row)
            except Refused as error:
                source.report.lose(
                    LostRow(table, str(error), row=dict(zip(columns, map(shown, row), strict=True)))
                )
    except (sqlite3.Error, UnicodeDecodeError) as error:
        source.report.add(Topic.broken, table, f"its rows cannot be read to the end: {error}")


def shown(value: object) -> object:
    """A value of SQLite as JSON can hold it: a blob by its hexadecimal digits."""
    return f"x'{value.hex()}'" if isinstance(value, bytes) else value
