"""Defaults of columns as defaults of fields.

In: the SQL expression of a DEFAULT, and the kind of the field. Out: its text in the language; None where the language cannot say it.
"""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from awmc.interop.sql.kinds import Kind, Misfit, convert
from awmc.interop.sql.literals import literal

_CLOCK = (
    "CURRENT_TIMESTAMP",
    "DATETIME('NOW')",
    "CURRENT_DATE",
    "DATE('NOW')",
    "CURRENT_TIME",
    "TIME('NOW')",
)
_AS_TEXT = {
    "CURRENT_TIMESTAMP": "{now():%Y-%m-%d %H:%M:%S}",
    "CURRENT_DATE": "{today()}",
}


def default_text(kind: Kind, sql: str) -> str | None:
    """The default as a field's: `none` where it is NULL."""
    plain = _unwrapped(sql)
    if plain.upper() in _CLOCK:
        return _clock(kind, plain.upper())
    try:
        tree = sqlglot.parse_one(plain, dialect="sqlite")
    except (SqlglotError, RecursionError):
        return None
    try:
        return _constant(kind, tree)
    except (Misfit, ValueError, OverflowError):
        return None


def _unwrapped(sql: str) -> str:
    plain = sql.strip()
    while plain.startswith("(") and plain.endswith(")"):
        plain = plain[1:-1].strip()
    return plain


def _clock(kind: Kind, sql: str) -> str | None:
    place = _CLOCK.index(sql) // 2
    match kind.name, place:
        case "datetime", 0:
            return "now()"
        case "date", 0 | 1:
            return "today()"
        case "text", 0 | 1:
            return f'"{_AS_TEXT[_CLOCK[2 * place]]}"'
    return None


def _constant(kind: Kind, tree: exp.Expr) -> str | None:
    negative = isinstance(tree, exp.Neg)
    inner = tree.this if negative else tree
    match inner:
        case exp.Null():
            return "none"
        case exp.Boolean():
            return literal(kind, convert(kind, int(inner.this)))
        case exp.Literal() if inner.is_string:
            return literal(kind, convert(kind, inner.this))
        case exp.Column() if inner.this.args.get("quoted"):  # SQLite takes "open" for a text here
            return literal(kind, convert(kind, inner.name))
        case exp.Literal():
            number = int(inner.this) if inner.is_int else float(inner.this)
            number = -number if negative else number
            if kind.name == "text":
                return literal(kind, str(number))
            return literal(kind, convert(kind, number))
    return None
