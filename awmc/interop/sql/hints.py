"""What the checks of a table say of the types of its columns.

In: the conditions of a table's checks. Out: for each column the kind that they speak of, and the conditions that say more than that. Guaranteed: a
condition is taken for a type only where the type says all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import sqlglot
from sqlglot import exp

from awmc.interop.sql import words
from awmc.interop.sql.kinds import BOOL, DATE, DATETIME, FLOAT, LIST, MAP, TEXT, TIME, Enum, Kind
from awmc.interop.sql.schema import Table

UNITS = Kind("decimal", places=2, units=True)
"""Money as awmc stores it, in cents."""
_X = "column_x"
_FORMS = {
    "x IS date(x, '+0 days')": DATE,
    "x IS strftime('%H:%M', x, '+0 days')": TIME,
    "x IS strftime('%Y-%m-%dT%H:%M:%S', x, '+0 days')": DATETIME,
    "x IN (0, 1)": BOOL,
    "x IN (1, 0)": BOOL,
    "x IN (TRUE, FALSE)": BOOL,
    "x = 0 OR x = 1": BOOL,
    "x BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308": FLOAT,
    "CASE WHEN json_valid(x) THEN json_type(x) = 'array' ELSE x IS NULL END": LIST,
    "CASE WHEN json_valid(x) THEN json_type(x) = 'object' ELSE x IS NULL END": MAP,
    "instr(x, char(0)) = 0": TEXT,
    "typeof(x) = 'text'": TEXT,
}
"""What stands for a type, with `x` for the column: forms in wide use, and those of awmc's own schemas."""
_ENDS = {"<": "less", "<=": "at_most", ">": "more", ">=": "at_least", "=": "equal", "==": "equal", "!=": "unequal", "<>": "unequal", "+": "plus", "-": "minus"}  # fmt: skip
"""Spellings without letters that have a usual name."""

_UNKNOWN = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between, exp.In, exp.Like)
"""Conditions that are unknown, and so pass, where an operand is NULL."""


def split_checks(table: Table) -> list[exp.Expr]:
    """The conditions of a table, those joined by AND apart, texts in double quotes told from columns."""
    columns = {column.name.lower() for column in table.columns}
    return [
        part for check in table.checks for part in _parts(check.copy().transform(_told, columns))
    ]


def hint_of(condition: exp.Expr) -> tuple[str, Kind] | None:
    """The column and the kind that a condition speaks of, if it speaks of one column."""
    condition = without_null(condition)
    columns = {column.name for column in condition.find_all(exp.Column)}
    if len(columns) != 1:
        return None
    column = columns.pop()
    kind = _forms().get(_plain(condition)) or _units(condition, column) or _enum(condition, column)
    return None if kind is None else (column, kind)


def says_all(kind: Kind, condition: exp.Expr) -> bool:
    """Whether the kind, which `hint_of` found, says all that the condition says."""
    return kind != UNITS or condition.args["low"].sql() == str(-(10**15))


def _parts(condition: exp.Expr) -> Iterator[exp.Expr]:
    condition = condition.unnest()
    if isinstance(condition, exp.And):
        yield from _parts(condition.this)
        yield from _parts(condition.expression)
    else:
        yield condition


def _told(node: exp.Expr, columns: set[str]) -> exp.Expr:
    """A name in double quotes that is no column is a text, as SQLite reads it."""
    if (
        isinstance(node, exp.Column)
        and node.this.args.get("quoted")
        and node.name.lower() not in columns
    ):
        return exp.Literal.string(node.name)
    return node


def without_null(condition: exp.Expr) -> exp.Expr:
    """The condition without `x IS NULL OR`, which every check allows anyway."""
    if (
        isinstance(condition, exp.Or)
        and isinstance(condition.this, exp.Is)
        and isinstance(condition.this.expression, exp.Null)
    ):
        rest: exp.Expr = condition.expression.unnest()
        names = {column.name for column in rest.find_all(exp.Column)}
        column = condition.this.this
        plain = isinstance(rest, _UNKNOWN) and not any(
            rest.find_all(exp.Is, exp.Coalesce, exp.Case)
        )
        if plain and isinstance(column, exp.Column) and column.name in names:
            return rest
    return condition


@cache
def _forms() -> dict[str, Kind]:
    return {
        _plain(sqlglot.parse_one(form, dialect="sqlite")): kind for form, kind in _FORMS.items()
    }


def _plain(condition: exp.Expr) -> str:
    """A condition with one name for its column, in one spelling."""
    renamed = condition.copy().transform(
        lambda node: exp.column(_X) if isinstance(node, exp.Column) else node
    )
    return renamed.sql(dialect="sqlite", normalize_functions="upper")


def _units(condition: exp.Expr, column: str) -> Kind | None:
    """Money as awmc keeps it: both bounds are those of the language, or the upper one, and the name is one of an amount."""
    if not isinstance(condition, exp.Between) or condition.args["high"].sql() != str(10**15):
        return None
    named = not words.MONEY.isdisjoint(words.words(column))
    return UNITS if named or condition.args["low"].sql() == str(-(10**15)) else None


def _enum(condition: exp.Expr, column: str) -> Kind | None:
    if isinstance(condition, exp.EQ) and isinstance(condition.this, exp.Column):
        listed = [condition.expression]
    elif isinstance(condition, exp.In) and isinstance(condition.this, exp.Column):
        listed = condition.expressions
    elif isinstance(condition, exp.Or):
        sides = [_enum(side.unnest(), column) for side in (condition.this, condition.expression)]
        if any(side is None for side in sides):
            return None
        spelled = [text for side in sides if side and side.enum for _, text in side.enum.members]
        listed = [exp.Literal.string(text) for text in spelled]
    else:
        return None
    if not listed or not all(isinstance(one, exp.Literal) and one.is_string for one in listed):
        return None
    names = words.Names()
    spellings = dict.fromkeys(one.this for one in listed)
    members = tuple((names.new(_member(text)), text) for text in spellings)
    return Kind("enum", enum=Enum(column, members))


_SIGNS = {"+": " plus", "-": " minus"}
_SIGN = re.compile(r"(?<=\w)[+-]$")
"""A sign at the end tells members apart: `A+`, `A-`."""


def _member(spelling: str) -> str:
    """The name of a member."""
    ended = _SIGN.sub(lambda sign: _SIGNS[sign[0]], spelling)
    parts = words.words(ended) if words.words(spelling) else []
    if not parts and spelling in _ENDS:
        return _ENDS[spelling]
    made = words.snake(parts, "value")
    return re.sub(r"_+$", "", made) + "_value" if made.endswith("_") else made
