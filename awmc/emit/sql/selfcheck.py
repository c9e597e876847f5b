"""Proof at build time that the SQL of a package holds: it loads, and every statement compiles against the schema.

In: the schema, the data and the generated modules. Out: nothing, or `BrokenSql`, which is a bug of awmc (or an overlooked limit of SQLite), never a
mistake of the spec. Beyond EXPLAIN, each name in double quotes must be one of a table, column or alias, since SQLite takes any
other for a text.
"""

from __future__ import annotations

import ast
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from awmc.runtime.functions.sql import AGGREGATES, FUNCTIONS, aggregate, scalar

_STATEMENT = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b")
_TOKEN = re.compile(r"""'(?:[^']|'')*'|--[^\n]*|"(?P<name>(?:[^"]|"")*)"|(?P<word>\w+)""")


_TEXT = re.compile(r"""^\w+ = ["'(]""", re.MULTILINE)
"""The first text at the top level of a module; the functions before it need no parsing."""


class BrokenSql(Exception):
    """Generated SQL that SQLite does not take, or would take for something else."""


def selfcheck(schema: str, data: str, python: Mapping[str, str]) -> None:
    """Loads the schema and the data, and prepares every statement of the modules. Raises BrokenSql."""
    connection = _connect(schema)
    try:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.executescript(data)
    except sqlite3.Error as error:
        raise BrokenSql(f"data.sql: {error}") from error
    problems = list(check_statements(connection, dict(_statements(python))))
    connection.close()
    if problems:
        raise BrokenSql("\n".join(problems))


def check_schema(schema: str, statements: Mapping[str, str]) -> list[str]:
    """What is wrong with the statements, by name."""
    connection = _connect(schema)
    try:
        return list(check_statements(connection, statements))
    finally:
        connection.close()


def check_statements(
    connection: sqlite3.Connection, statements: Mapping[str, str]
) -> Iterator[str]:
    """What is wrong with each statement."""
    known = _names(connection)
    for name, sql in statements.items():
        for found in _strangers(sql, known):
            yield f"{name}: {found} is no table, column or alias"
        try:
            connection.execute(f"EXPLAIN {sql}", dict.fromkeys(_params(sql)))
        except sqlite3.Error as error:
            yield f"{name}: {error}"


def _connect(schema: str) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for name, (arity, function) in FUNCTIONS.items():
        connection.create_function(name, arity, scalar(function, []), deterministic=True)
    for name, (arity, step) in AGGREGATES.items():
        connection.create_aggregate(name, arity, aggregate(step, []))
    try:
        connection.executescript(schema)
    except sqlite3.Error as error:
        raise BrokenSql(f"schema.sql: {error}") from error
    strangers = list(_strangers(schema, _names(connection)))
    if strangers:
        raise BrokenSql(f"schema.sql: {', '.join(strangers)} is no table or column")
    return connection


def _names(connection: sqlite3.Connection) -> frozenset[str]:
    """Every name that the schema declares."""
    found = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    for (table,) in tables:
        found |= {row[1] for row in connection.execute(f'PRAGMA table_xinfo("{table}")')}
    return frozenset(found)


def _strangers(sql: str, known: frozenset[str]) -> Iterator[str]:
    """Names in double quotes that nothing declares: neither the schema nor an `AS` before them, nor a constraint."""
    before = ""
    declared = set(known)
    quoted: list[str] = []
    for token in _TOKEN.finditer(sql):
        name = token["name"]
        if name is not None and before.upper() in ("AS", "CONSTRAINT"):
            declared.add(name)
        elif name is not None:
            quoted.append(name)
        before = token["word"] or ""
    return iter(name for name in quoted if name not in declared)


def _params(sql: str) -> Iterable[str]:
    """The named parameters, outside texts."""
    plain = re.sub(r"'(?:[^']|'')*'", "''", sql)
    return re.findall(r":([A-Za-z_]\w*)", plain)


def _statements(python: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The texts that modules keep as constants and that are SQL."""
    for module, source in python.items():
        start = _TEXT.search(source)
        for node in ast.parse(source[start.start() :]).body if start is not None else ():
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    text = _text(value)
                    if text is not None and _STATEMENT.match(text):
                        yield f"{module}: {name}", text


def _text(value: ast.expr) -> str | None:
    try:
        found = ast.literal_eval(value)
    except ValueError:
        return None
    return found if isinstance(found, str) else None
