"""CHECK conditions that bound one column.

In: sqlglot's tree of a condition, and where the columns are in the language. Out: `Limits`, if the condition says no more. Guaranteed: a value is within them
exactly where it passes the condition.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlglot import exp

from awmc.interop.sql.kinds import INT, TEXT, Kind
from awmc.interop.sql.operands import FLIPPED, SIGNS, Places, Untranslated, number_of


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one column, or of the length of its text."""

    column: str
    low: Any = None
    high: Any = None
    length: bool = False


def limits_of(condition: exp.Expr, places: Places) -> Limits | None:
    """The bounds that a condition sets to one column, if that is all it says."""
    if isinstance(condition, exp.Between):
        low, high = (
            _bound(condition.this, ">=", condition.args["low"], places),
            _bound(condition.this, "<=", condition.args["high"], places),
        )
        return Limits(low.column, low.low, high.high, low.length) if low and high else None
    if isinstance(condition, exp.In) and condition.expressions:
        return _run(condition, places)
    sign = SIGNS.get(type(condition))
    if sign != "==" and sign not in FLIPPED:
        return None
    left, right = condition.this.unnest(), condition.expression.unnest()
    return _bound(left, sign, right, places) or _bound(right, FLIPPED.get(sign, sign), left, places)


def _bound(side: exp.Expr, sign: str, other: exp.Expr, places: Places) -> Limits | None:
    length = isinstance(side, exp.Length)
    column = side.this.unnest() if length else side.unnest()
    place = places.get(column.name.lower()) if isinstance(column, exp.Column) else None
    if place is None or (place.kind != TEXT if length else not place.kind.numeric):
        return None
    try:
        number = number_of(INT if length else place.kind, other)
    except Untranslated:
        return None
    step = _step(INT if length else place.kind) if sign in ("<", ">") else 0
    if step is None or (length and number < 0):
        return None
    if sign == "==":
        return Limits(column.name, number, number, length)
    if sign in (">", ">="):
        return Limits(column.name, low=number + step, length=length)
    return Limits(column.name, high=number - step, length=length)


def _step(kind: Kind) -> Any:
    """The distance between neighbours; None where there is none."""
    return {"int": 1, "decimal": Decimal(1).scaleb(-kind.places)}.get(kind.name)


def _run(condition: exp.In, places: Places) -> Limits | None:
    """`x IN (1, 2, 3)` as bounds."""
    place = (
        places.get(condition.this.name.lower()) if isinstance(condition.this, exp.Column) else None
    )
    if place is None or place.kind != INT:
        return None
    try:
        numbers = sorted({number_of(INT, one) for one in condition.expressions})
    except Untranslated:
        return None
    if numbers[-1] - numbers[0] + 1 != len(numbers):
        return None
    return Limits(condition.this.name, numbers[0], numbers[-1])
