"""What SQLite itself makes of a source at a frozen clock: plainly, by its own words, to be compared with an imported environment.

`now` is replaced in the text of the statements, and a statement that breaks a constraint is run again with OR IGNORE, which leaves out the
rows that break it. Rows that refer to nothing are then deleted.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

_NOW = re.compile(r"'now'", re.IGNORECASE)
_CURRENT = {"CURRENT_TIMESTAMP": "{0}", "CURRENT_DATE": "{0:.10}"}
_VERBS = ("INSERT", "UPDATE", "DELETE", "CREATE TABLE", "WITH")


def run(statements: Iterable[str], clock: str) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each table."""
    base = sqlite3.connect(":memory:", isolation_level=None)
    for statement in statements:
        sql = _frozen(statement, clock)
        if (
            not re.sub(r"^(\s|--[^\n]*\n|/\*.*?\*/)*", "", sql, flags=re.DOTALL)
            .upper()
            .startswith(_VERBS)
        ):
            continue
        try:
            base.execute(sql)
        except sqlite3.IntegrityError:
            base.execute(re.sub(r"(?i)^(\s*)INSERT INTO", r"\1INSERT OR IGNORE INTO", sql))
        except sqlite3.Error:
            continue
    tables = [
        name
        for (name,) in base.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid"
        )
    ]
    _delete_orphans(base, tables)
    return {name: base.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}


def _frozen(statement: str, clock: str) -> str:
    for word, form in _CURRENT.items():
        statement = statement.replace(word, f"'{form.format(clock)}'")
    return _NOW.sub(f"'{clock}'", statement)


def _delete_orphans(base: sqlite3.Connection, tables: list[str]) -> None:
    found = True
    while found:
        found = False
        for table in tables:
            try:
                orphans = base.execute(f'PRAGMA foreign_key_check("{table}")').fetchall()
            except sqlite3.Error:  # it refers to no table, or to no key
                continue
            for _, row, parent, _ in orphans:
                if parent not in tables:
                    continue
                base.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (row,))
                found = True


def plain(value: Any) -> str:
    """A value without what types change: how a time is spelled, decimals that say nothing, true and 1."""
    match value:
        case None:
            return "none"
        case bytes():
            return value.hex()
        case int() | float() | Decimal():
            number = (
                Decimal(repr(value))
                if isinstance(value, float)
                else Decimal(int(value) if isinstance(value, bool) else value)
            )
            return format(number.normalize() + 0, "f")
        case list() | dict():
            value = json.dumps(value, ensure_ascii=False)
    text = str(value)
    if found := re.fullmatch(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d)?Z?", text):
        return f"{found[1]}T{found[2]}{found[3] or ':00'}"
    if found := re.fullmatch(r"(\d\d:\d\d):00", text):
        return found[1]
    if re.fullmatch(r"[\[{].*[\]}]", text):
        return re.sub(r"\s+", "", text)
    return text
