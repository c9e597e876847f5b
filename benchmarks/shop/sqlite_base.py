"""What the hand-written shop keeps: a database in memory, savepoints that lead back, and a journal of what a verdict needs.

A call is a transaction. The journal has the first old value of each cell since the start, as awmc's has.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from benchmarks.shop import Line
from benchmarks.shop.statements import INSERT_CART_LINE

Key = tuple[Any, ...]
Old = dict[str, Any] | None
NUMBERED = dict.fromkeys(("cart_line", "order", "refund", "event", "review", "ticket"), "id")


class Refused(Exception):
    """A call that changes nothing: its code, and what is told."""


def refuse(code: str, message: str) -> NoReturn:
    """Ends a call."""
    raise Refused(code, message)


class Base:
    """Made of the texts of schema.sql and data.sql. A subclass has the tools as methods, and names them."""

    READS: tuple[str, ...]
    WRITES: frozenset[str]

    def __init__(self, schema: str, data: str) -> None:
        self.connection = sqlite3.connect(
            ":memory:", isolation_level=None, cached_statements=512, check_same_thread=False
        )
        self.connection.create_function("unicode_lower", 1, str.lower, deterministic=True)
        self.connection.executescript(schema)
        self.connection.executescript(data)
        self.connection.execute("PRAGMA foreign_keys = ON")
        self._one("BEGIN")
        self._one("SAVEPOINT episode")
        self._highest = {table: self._last(table) for table in NUMBERED}
        self._tools: dict[str, Callable[..., str]] = {
            name: getattr(self, name) for name in (*self.READS, *self.WRITES)
        }
        self._begin()

    def _last(self, table: str) -> int:
        found = self._one(f'SELECT max({NUMBERED[table]}) FROM "{table}"')[0]
        return int(str(found or 0).lstrip("ORT"))

    def _begin(self) -> None:
        self.journal: dict[tuple[str, Key], Old] = {}
        """The first old values of each row by column; None of a row that was created."""
        self._written: list[tuple[str, Key, Old]] = []
        self._numbers = dict(self._highest)

    def start(self, me: str, cart: Iterable[Line] = ()) -> None:
        """The start of a task, with these lines in carts, from wherever the last one ended."""
        self.me = me
        self._one(
            "ROLLBACK"
        )  # a rollback to a savepoint writes back the pages of all episodes since
        self._one("BEGIN")
        for line in cart:
            self._one(INSERT_CART_LINE, line)
        self._one("SAVEPOINT episode")
        self._begin()
        if cart:
            self._numbers["cart_line"] = self._last("cart_line")

    def reset(self) -> None:
        """Back to the start of a task that gives nothing."""
        self._one("ROLLBACK TO episode")
        self._begin()

    def call(self, tool: str, arguments: dict[str, Any]) -> str:
        """The JSON text of a result, or of an error, after which nothing has changed."""
        if tool in self.WRITES:
            return self._write(tool, arguments)
        try:
            return self._tools[tool](**arguments)
        except Refused as refused:
            return _error(*refused.args)

    def _write(self, tool: str, arguments: dict[str, Any]) -> str:
        self._one("SAVEPOINT call")
        numbers = dict(self._numbers)
        try:
            text = self._tools[tool](**arguments)
        except (Refused, sqlite3.IntegrityError) as error:
            self._one("ROLLBACK TO call")
            self._one("RELEASE call")
            self._numbers = numbers
            self._written.clear()
            told = error.args if isinstance(error, Refused) else ("constraint_violated", str(error))
            return _error(*told)
        self._one("RELEASE call")
        self._note()
        return text

    def _note(self) -> None:
        """The writes of a call that stays go into the journal."""
        for table, key, old in self._written:
            first = self.journal.setdefault((table, key), old)
            if first is not None and old is not None and first is not old:
                self.journal[table, key] = {**old, **first}
        self._written.clear()

    def _one(self, sql: str, parameters: Any = ()) -> Any:
        return self.connection.execute(sql, parameters).fetchone()

    def _all(self, sql: str, parameters: Any = ()) -> list[Any]:
        return self.connection.execute(sql, parameters).fetchall()

    def _next(self, table: str) -> int:
        self._numbers[table] += 1
        return self._numbers[table]

    def _insert(self, sql: str, table: str, key: Key, *values: Any) -> None:
        self.connection.execute(sql, (*key, *values))
        self._written.append((table, key, None))

    def _update(self, sql: str, table: str, key: Key, old: Old, *values: Any) -> None:
        """Changes or deletes a row; `old` has the columns that it changes, or all of them."""
        self.connection.execute(sql, (*values, *key))
        self._written.append((table, key, old))


def _error(code: str, message: str) -> str:
    return json.dumps({"error": {"code": code, "message": message}})
