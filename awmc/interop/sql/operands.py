"""Values of SQL's conditions as expressions of the language.

In: sqlglot's tree of an operand, and where the columns are in the language. Out: a `Value`: the expression, its kind, and what must not be none for it to be known.
Guaranteed: where it is known, it is what SQL's operand is. What cannot be said exactly raises `Untranslated`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from awmc.interop.sql.kinds import BOOL, DATE, DATETIME, FLOAT, INT, TEXT, Kind, Misfit, convert
from awmc.interop.sql.literals import literal, text_literal

SIGNS: dict[type[exp.Expr], str] = {
    exp.EQ: "==",
    exp.NEQ: "!=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.NullSafeEQ: "==",
    exp.NullSafeNEQ: "!=",
}
"""The signs of the language, by the comparisons of SQL."""
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""What a sign is where the sides are exchanged."""
_SUMS = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*"}


class Untranslated(Exception):
    """What the language cannot say, or not exactly; the message says what."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a column is: an expression that reads it, its kind, and the path that is none where it is NULL."""

    path: str
    kind: Kind
    none: str | None = None
    row: str | None = None
    """What is the row whose whole key it is: a reference, or `self`."""
    target: str | None = None
    """The table of that row."""


@dataclass(frozen=True, slots=True)
class Value:
    """An expression of the language, and its kind where that is one of a column's."""

    text: str
    kind: Kind | None
    nones: frozenset[str] = frozenset()
    """What must not be none for it to be known."""


Places = Mapping[str, Place]
"""By the names of columns in small letters."""


def sides_of(tree: exp.Expr, places: Places) -> tuple[Value, Value]:
    """Both sides of a comparison, a literal as the kind of the other side. Raises Untranslated."""
    if _is_literal(tree.this):
        right = value_of(tree.expression, places)
        return beside(tree.this, right, places), right
    left = value_of(tree.this, places)
    return left, beside(tree.expression, left, places)


def _is_literal(tree: exp.Expr) -> bool:
    inner = tree.unnest()
    return isinstance(inner.this if isinstance(inner, exp.Neg) else inner, exp.Literal)


def beside(tree: exp.Expr, other: Value, places: Places) -> Value:
    """A value that is compared with another. Raises Untranslated where they are not of one kind."""
    tree = tree.unnest()
    kind = other.kind
    if _is_literal(tree) and kind is not None:
        if not (isinstance(tree, exp.Literal) and tree.is_string):
            return Value(literal(kind, number_of(kind, tree)), kind)
        try:
            return Value(literal(kind, convert(kind, tree.this)), kind)
        except Misfit as error:
            raise Untranslated(f"{tree.sql(dialect='sqlite')} is no {kind.spelled}") from error
    value = value_of(tree, places)
    if value.kind != kind and {value.kind, kind} != {INT, FLOAT}:
        raise Untranslated(f"{other.text} and {value.text} are of different types")
    return value


def value_of(tree: exp.Expr, places: Places) -> Value:
    """An operand alone. Raises Untranslated."""
    match tree:
        case exp.Paren():
            return value_of(tree.this, places)
        case exp.Column():
            place = places.get(tree.name.lower())
            if place is None:
                raise Untranslated(f"{tree.name} is no column that is kept")
            return Value(place.path, place.kind, frozenset((place.none,) if place.none else ()))
        case exp.Literal():
            if tree.is_string:
                return Value(text_literal(tree.this), TEXT)
            kind = INT if tree.is_int else FLOAT
            return Value(literal(kind, number_of(kind, tree)), kind)
        case exp.Boolean():
            return Value("true" if tree.this else "false", BOOL)
        case exp.Neg() if _is_literal(tree):
            kind = INT if tree.this.unnest().is_int else FLOAT
            return Value(literal(kind, number_of(kind, tree)), kind)
        case exp.Length():
            return _called("len", tree.this, TEXT, INT, places)
        case exp.Anonymous() if (
            tree.name.lower() == "json_array_length" and len(tree.expressions) == 1
        ):
            value = value_of(tree.expressions[0], places)
            if value.kind is None or value.kind.name != "list":
                raise Untranslated(tree.sql(dialect="sqlite"))
            return Value(f"len({value.text})", INT, value.nones)
        case exp.Coalesce() if len(tree.expressions) == 1:
            inner = value_of(tree.this, places)
            other = beside(tree.expressions[0], inner, places)
            if other.nones or inner.text not in inner.nones:
                raise Untranslated(tree.sql(dialect="sqlite"))
            return Value(f"({inner.text} ?? {other.text})", inner.kind)
        case exp.Abs():
            inner = value_of(tree.this, places)
            return Value(f"abs({inner.text})", inner.kind, inner.nones)
        case exp.Substring() if _is_day(tree):
            return _called("date", tree.this, DATETIME, DATE, places)
        case exp.Add() | exp.Sub() | exp.Mul():
            left, right = sides_of(tree, places)
            if left.kind != INT or right.kind != INT:
                raise Untranslated(
                    f"{tree.sql(dialect='sqlite')} is arithmetic of other numbers than ints"
                )
            return Value(
                f"({left.text} {_SUMS[type(tree)]} {right.text})", INT, left.nones | right.nones
            )
    raise Untranslated(tree.sql(dialect="sqlite"))


def _is_day(tree: exp.Substring) -> bool:
    """Whether it is `substr(x, 1, 10)`, the date of a time."""
    return (
        [tree.args["start"].sql(), tree.args["length"].sql()] == ["1", "10"]
        if tree.args.get("length")
        else False
    )


def _called(function: str, inner: exp.Expr, takes: Kind, gives: Kind, places: Places) -> Value:
    value = value_of(inner, places)
    if value.kind != takes:
        raise Untranslated(f"{value.text} is no {takes.spelled}")
    return Value(f"{function}({value.text})", gives, value.nones)


def number_of(kind: Kind, tree: exp.Expr) -> Any:
    """The number that a literal is. Raises Untranslated."""
    tree = tree.unnest()
    negative = isinstance(tree, exp.Neg)
    inner = tree.this.unnest() if negative else tree
    if not isinstance(inner, exp.Literal) or inner.is_string:
        raise Untranslated(tree.sql(dialect="sqlite"))
    try:
        plain: int | float = int(inner.this) if inner.is_int else float(inner.this)
        return convert(kind, -plain if negative else plain)
    except (Misfit, ValueError, OverflowError) as error:
        raise Untranslated(f"{tree.sql(dialect='sqlite')} is no {kind.spelled}") from error
