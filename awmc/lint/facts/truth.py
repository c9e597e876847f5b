"""What is known of a condition before it is evaluated: from the types of what it compares, and from conditions that hold already.

In: a condition of the IR in its plain form, and the plain conditions that are known to hold, both as `awmc.ir.conditions` makes them. Out: `truth` gives True or False where
every evaluation that succeeds gives that, else None. Guaranteed: nothing is assumed of values but the limits of their types, see `awmc.ir.intervals`.
"""

from __future__ import annotations

from collections.abc import Collection

from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.conditions import TURNED, Operator, negation
from awmc.ir.intervals import Interval, interval, is_counted


def truth(value: e.Expr, known: Collection[e.Expr] = ()) -> bool | None:
    """Whether a plain condition is bound to hold, or bound not to, where all of `known` holds."""
    if value in known:
        return True
    if known and negation(value) in known:
        return False
    match value:
        case e.Const(value=bool() as constant):
            return constant
        case e.Not(value=inner):
            found = truth(inner, known)
            return None if found is None else not found
        case e.And(items=items):
            return _all([truth(item, known) for item in items])
        case e.Or(items=items):
            found = _all([truth(negation(item), known) for item in items])
            return None if found is None else not found
        case e.Compare():
            return _compared(value, known)
        case _:
            return None


def _all(found: list[bool | None]) -> bool | None:
    if False in found:
        return False
    return None if None in found else True


def _compared(value: e.Compare, known: Collection[e.Expr]) -> bool | None:
    left, right, op = value.left, value.right, value.op
    if left == right:
        return op in ("==", "<=", ">=")
    if isinstance(right, e.Const) and right.value is None:
        return _with_none(value, known)
    if isinstance(right, e.Const) and op in ("==", "!="):
        found = _one_of(left, right, known)
        if found is not None:
            return found is (op == "==")
    if is_counted(left.type) and is_counted(right.type):
        return _in_range(op, _range(left, known), _range(right, known), value)
    return None


def _with_none(value: e.Compare, known: Collection[e.Expr]) -> bool | None:
    """A comparison with none: of what is never none, or is known to be some value."""
    is_some = not isinstance(value.left.type, t.OptionType | t.NoneType) and not _may_lack(
        value.left
    )
    for fact in known:
        if isinstance(fact, e.Compare) and fact.left == value.left and fact.op != "!=":
            is_some |= isinstance(fact.right, e.Const) and fact.right.value is not None
    return value.op == "!=" if is_some else None


def _may_lack(value: e.Expr) -> bool:
    """Whether the expression is none where a row on its way is."""
    match value:
        case e.FieldGet(row=inner, safe=safe) | e.DerivedGet(row=inner, safe=safe):
            return safe or _may_lack(inner)
        case e.RecordGet(value=inner, safe=safe):
            return safe or _may_lack(inner)
        case e.Var() | e.Me() | e.StateRow() | e.Const() | e.Now() | e.Comprehension():
            return False
        case _:
            return True


def _one_of(left: e.Expr, right: e.Const, known: Collection[e.Expr]) -> bool | None:
    """Whether a value that is known to be one of a few, or not to be some, equals a constant."""
    for fact in known:
        match fact:
            case e.Compare(op="==", left=same, right=e.Const(value=other)) if same == left:
                return bool(other == right.value)
            case e.Compare(op="!=", left=same, right=e.Const(value=other)) if same == left:
                if other == right.value:
                    return False
            case e.In(item=same, container=e.ListOf(items=items)) if same == left:
                if all(isinstance(item, e.Const) for item in items):
                    inside = right.value in [i.value for i in items if isinstance(i, e.Const)]
                    if inside is fact.negated:
                        return False
            case _:
                pass
    return None


def _range(value: e.Expr, known: Collection[e.Expr]) -> Interval:
    """The range of a whole number, narrowed by what is known of it."""
    found = interval(value)
    for fact in known:
        match fact:
            case e.Compare(op=op, left=same, right=e.Const(value=int() as n)) if same == value:
                found = _cut(found, op, n)
            case _:
                pass
    return found


def _cut(found: Interval, op: str, n: int) -> Interval:
    low, high = found.low, found.high
    match op:
        case "<":
            high = min(high, n - 1)
        case "<=":
            high = min(high, n)
        case ">":
            low = max(low, n + 1)
        case ">=":
            low = max(low, n)
        case "==":
            low = high = n
        case _:
            low, high = low + (low == n), high - (high == n)
    return Interval(low=low, high=high)


def _in_range(op: Operator, left: Interval, right: Interval, value: e.Compare) -> bool | None:
    if op in ("==", "!="):
        apart = left.high < right.low or right.high < left.low
        return (op == "!=") if apart else None
    if isinstance(t.unwrap(value.left.type), t.DecimalType) is not isinstance(
        t.unwrap(value.right.type), t.DecimalType
    ):
        return None  # unlike scales, which no well-typed comparison has
    if op in (">", ">="):
        left, right, op = right, left, TURNED[op]
    if left.high < right.low or (op == "<=" and left.high == right.low):
        return True
    if left.low > right.high or (op == "<" and left.low == right.high):
        return False
    return None
