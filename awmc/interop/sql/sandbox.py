"""A locked SQLite in memory, in which statements of strangers run.

In: a clock, and statements. Out: tables and rows, as SQLite makes them. Guaranteed: nothing but this database is read or written; `now` is the clock, and
`random()` the same on every run; what takes too long, grows too large or reaches out is refused with a reason; nothing depends on the speed of
the machine.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from random import Random
from typing import Any

STEPS = 20_000_000
"""How many instructions of SQLite's machine one statement may take."""
ALL_STEPS = 1_000_000_000
"""How many all statements together may take."""
LENGTH = 8_000_000
"""The longest text or blob, in bytes."""
PAGES = 200_000
"""How many pages of 4 kB the database may have."""
_EVERY = 10_000

_ALLOWED = frozenset(
    getattr(sqlite3, f"SQLITE_{name}")
    for name in (
        "ALTER_TABLE CREATE_INDEX CREATE_TABLE DELETE DROP_INDEX DROP_TABLE FUNCTION INSERT READ RECURSIVE REINDEX SELECT UPDATE"
    ).split()
)
_CLOSED = frozenset(("load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"))
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: LENGTH,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 200_000_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COLUMN: 500,
}
_TIMES = ("date", "time", "datetime", "julianday", "unixepoch")
_ZONES = ("localtime", "utc")


class Refused(Exception):
    """A statement that SQLite or the lock did not let through; the message says why."""


class Sandbox:
    """The database. It is left to the garbage collector: nothing of it is on disk."""

    def __init__(self, clock: str) -> None:
        """`clock` is what `now` means: `2026-03-02 09:00:00`."""
        self.asked_time = False
        """Whether any statement wanted to know the time."""
        self._left = ALL_STEPS
        self._steps = 0
        self._base = sqlite3.connect(":memory:", isolation_level=None)
        for limit, most in _LIMITS.items():
            self._base.setlimit(limit, most)
        self._base.execute(f"PRAGMA max_page_count = {PAGES}")
        self._base.execute("PRAGMA foreign_keys = OFF")
        self._freeze(clock)
        self._lock()

    def run(self, sql: str) -> None:
        """Run one statement. Raises Refused."""
        self._steps = 0
        try:
            self._base.execute(sql)
        except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError) as error:
            raise Refused(self._reason(error)) from error
        finally:
            self._left -= self._steps

    def add(self, table: str, columns: Sequence[str], row: Sequence[Any]) -> None:
        """Insert one row of values. Raises Refused."""
        listed, marks = ", ".join(map(quoted, columns)), ", ".join("?" * len(row))
        try:
            self._base.execute(f"INSERT INTO {quoted(table)} ({listed}) VALUES ({marks})", row)
        except (sqlite3.Error, OverflowError) as error:
            raise Refused(str(error)) from error

    @contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        """The connection without its lock, for statements of our own."""
        self._base.set_authorizer(None)
        self._base.set_progress_handler(None, 0)
        try:
            yield self._base
        finally:
            self._lock()

    def _lock(self) -> None:
        self._base.set_authorizer(_authorize)
        self._base.set_progress_handler(self._count, _EVERY)

    def _count(self) -> bool:
        self._steps += _EVERY
        return self._steps > STEPS or self._steps > self._left

    def _reason(self, error: Exception) -> str:
        if str(error) == "interrupted":
            whose = "it takes" if self._steps > STEPS else "the statements together take"
            return f"{whose} too many steps"
        if str(error) == "not authorized":
            return "it reaches beyond tables and rows, which is not allowed"
        return str(error)

    def _freeze(self, clock: str) -> None:
        helper = sqlite3.connect(":memory:")

        def at_clock(function: str, lead: int) -> Callable[..., Any]:
            def call(*given: Any) -> Any:
                arguments = [a for a in given if not (isinstance(a, str) and a.lower() in _ZONES)]
                if len(arguments) <= lead:
                    arguments.append("now")
                if isinstance(arguments[lead], str) and arguments[lead].lower() == "now":
                    self.asked_time = True
                    arguments[lead] = clock
                marks = ", ".join("?" * len(arguments))
                return helper.execute(f"SELECT {function}({marks})", arguments).fetchone()[0]

            return call

        for name in _TIMES:
            self._base.create_function(name, -1, at_clock(name, 0), deterministic=True)
        self._base.create_function("strftime", -1, at_clock("strftime", 1), deterministic=True)
        for name, function in (("timestamp", "datetime"), ("date", "date"), ("time", "time")):
            self._base.create_function(
                f"current_{name}", 0, at_clock(function, 0), deterministic=True
            )
        chance = Random(0)
        self._base.create_function("random", 0, lambda: chance.randrange(-(2**63), 2**63))
        self._base.create_function(
            "randomblob", 1, lambda n: chance.randbytes(max(1, min(int(n), LENGTH + 1)))
        )


def _authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    if action not in _ALLOWED:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _CLOSED:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'
