"""Which kind a column has: what is declared, checked and named, as far as every value agrees.

In: a column, its values, and what its checks say. Out: a kind. Guaranteed: no two different values of the column become one; a column is given a narrower
kind than text or number only where all of its values fit; where a value is not of the declared type at all, it is a misfit, unless that
is true of most of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from awmc.interop.sql import words
from awmc.interop.sql.kinds import (
    BOOL,
    DATE,
    DATETIME,
    FLOAT,
    INT,
    ITEMS,
    LIST,
    MAP,
    MONEY,
    TEXT,
    TIME,
    ZONED,
    Kind,
    Misfit,
    as_text,
    convert,
)
from awmc.interop.sql.schema import Column

_DECIMALS = re.compile(r"(?:DECIMAL|NUMERIC|NUMBER|MONEY)\s*\(\s*\d+\s*,\s*(\d)\s*\)")
KEYS = frozenset(("int", "text", "date", "datetime", "enum"))
"""What a key may be."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The kind of a column, and whether its values need be made texts first."""

    kind: Kind
    as_text: bool = False
    coerce: bool = False
    """Whether a number in digits stands for the number, and the other way round, as in SQLite's comparison with a key."""

    def convert(self, value: Any) -> Any:
        """A value of the column, none included. Raises Misfit."""
        if value is None:
            return None
        if self.coerce and self.kind == INT and isinstance(value, str) and value.isdecimal():
            value = int(value)
        if self.as_text or (
            self.coerce and self.kind.name in ("text", "enum") and isinstance(value, int)
        ):
            value = as_text(value)
        return convert(self.kind, value)

    def coercing(self) -> Choice:
        """The same for a column that refers to this one."""
        return replace(self, coerce=True)


def choose(column: Column, values: Sequence[Any], hint: Kind | None, *, key: bool) -> Choice:
    """The kind of a column that holds these values (NULL aside)."""
    distinct = list({(type(value), value): value for value in values}.values())
    for kind in _candidates(column, hint, bool(values)):
        if (not key or kind.name in KEYS) and _holds(kind, distinct):
            return Choice(kind)
    plain = _declared(column)
    fitting = sum(_fits(plain, value) for value in distinct)
    if fitting and 2 * fitting >= len(distinct):
        return Choice(plain)  # the others are misfits
    return Choice(TEXT, as_text=not all(isinstance(value, str) for value in distinct))


def _candidates(column: Column, hint: Kind | None, any_value: bool) -> Iterator[Kind]:
    """Kinds to try, the narrowest first."""
    if hint is not None:
        yield from _with_items(hint) if hint in (LIST, MAP) else (hint,)
    parts = set(words.words(column.name))
    is_json = "JSON" in column.declared
    numeric = (
        column.affinity in ("INTEGER", "REAL", "NUMERIC")
        and not _is_temporal(column)
        and not is_json
    )
    if numeric:
        yield from _numbers(column, parts)
    elif _is_temporal(column) or (any_value and parts & words.TIMES) or _is_clock(column.default):
        yield from _moments(column)
    elif any_value and not is_json:
        yield from (DATETIME, ZONED)
    if is_json:
        yield from (*_with_items(LIST), *_with_items(MAP))
    if column.affinity == "BLOB":
        yield from (INT, FLOAT)
    if not numeric:
        yield TEXT
    yield from (INT, FLOAT) if _is_temporal(column) else ()


def _with_items(kind: Kind) -> Iterator[Kind]:
    return (replace(kind, item=item) for item in ITEMS)


def _numbers(column: Column, parts: set[str]) -> Iterator[Kind]:
    if column.declared.startswith("BOOL") or _is_truth(column, parts):
        yield BOOL
    if found := _DECIMALS.search(column.declared):
        yield Kind("decimal", places=int(found[1])) if found[1] != "0" else INT
    is_money = parts & words.MONEY and not parts & words.NOT_MONEY
    if column.affinity != "INTEGER" and (is_money or "MONEY" in column.declared):
        yield MONEY
    if column.affinity != "REAL":
        yield INT
    yield FLOAT


def _moments(column: Column) -> Iterator[Kind]:
    last = words.words(column.name)[-1:]
    if column.declared.startswith("TIME") and "STAMP" not in column.declared:
        yield TIME
    with_time = column.declared.startswith(("DATETIME", "TIMESTAMP")) or _is_clock(column.default)
    if column.declared == "DATE" or (last in (["date"], ["day"], ["on"]) and not with_time):
        yield DATE
    yield from (DATETIME, ZONED, DATE, TIME)


def _is_temporal(column: Column) -> bool:
    return any(word in column.declared for word in ("DATE", "TIME"))


def _is_truth(column: Column, parts: set[str]) -> bool:
    return (
        column.affinity == "INTEGER"
        and bool(parts & words.TRUTH)
        and column.default in (None, "0", "1")
    )


def _is_clock(default: str | None) -> bool:
    return default is not None and (
        "CURRENT_TIMESTAMP" in default.upper() or "'now'" in default.lower()
    )


def _declared(column: Column) -> Kind:
    if _is_temporal(column) or "JSON" in column.declared:
        return TEXT
    return {"INTEGER": INT, "REAL": FLOAT, "NUMERIC": FLOAT}.get(column.affinity, TEXT)


def _holds(kind: Kind, distinct: Sequence[Any]) -> bool:
    """Whether the kind can hold every value, and tells them all apart."""
    try:
        made = [repr(convert(kind, value)) for value in distinct]
    except Misfit:
        return False
    return len(set(made)) == len(made)


def _fits(kind: Kind, value: Any) -> bool:
    try:
        convert(kind, value)
    except Misfit:
        return False
    return True
