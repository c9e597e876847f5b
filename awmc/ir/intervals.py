"""What is known about the size of whole numbers: which results can leave 64 bits, or the ±10^15 of money.

`interval(env, expr, bounds)` is the range of an int, money, decimal or duration expression, in the smallest unit; None for other types.
It relies on the limits of stored fields, which the database holds, and on those of `bounds`, the names whose values came in
checked (a tool's parameters). A value of the language is always within its type's own range, so the
range is never wider than that; `overflows(env, expr, bounds)` says whether computing it may leave the range, so that the
result must be checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.model import Environment

Interval = tuple[int, int]
Bounds = Mapping[str, t.Type]

INT_LIMITS: Interval = (-(2**63), 2**63 - 1)
DECIMAL_LIMITS: Interval = (-t.DECIMAL_LIMIT, t.DECIMAL_LIMIT)
_NO_BOUNDS: Bounds = {}
_SECONDS = {"days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}
_PARTS: dict[str, Interval] = {
    "year": (0, 9999),
    "month": (1, 12),
    "day": (1, 31),
    "hour": (0, 23),
    "minute": (0, 59),
    "weekday": (0, 6),
    "len": (0, 2**31),
    "days_between": (-3_652_059, 3_652_059),
}
"""Built-ins whose results are small."""


def limits(type_: t.Type) -> Interval | None:
    """The range that a stored value of this declared type has; None for what is no whole number."""
    inner = t.unwrap(type_)
    natural = type_limits(inner)
    if natural is None or not isinstance(inner, t.IntType | t.DecimalType):
        return natural
    low = natural[0] if inner.low is None else max(natural[0], inner.low)
    high = natural[1] if inner.high is None else min(natural[1], inner.high)
    return low, high


def type_limits(type_: t.Type) -> Interval | None:
    """The range of a type without its declared limits."""
    match t.unwrap(type_):
        case t.IntType() | t.DurationType():
            return INT_LIMITS
        case t.DecimalType():
            return DECIMAL_LIMITS
        case _:
            return None


def interval(env: Environment, expr: e.Expr, bounds: Bounds = _NO_BOUNDS) -> Interval | None:
    """The range of the expression's value (where it is not none); None where it is no whole number."""
    natural = type_limits(expr.type)
    if natural is None:
        return None
    found = _raw(env, expr, bounds)
    if found is None:
        return natural
    return max(found[0], natural[0]), min(found[1], natural[1])


def overflows(env: Environment, expr: e.Expr, bounds: Bounds = _NO_BOUNDS) -> bool:
    """Whether the exact result of this node's own operation may be beyond its type, its operands being within theirs."""
    natural = type_limits(expr.type)
    found = _raw(env, expr, bounds) if natural is not None else None
    if natural is None:
        return False
    return found is None or found[0] < natural[0] or found[1] > natural[1]


def _raw(env: Environment, expr: e.Expr, bounds: Bounds) -> Interval | None:
    """The range of the exact result, before the check of the type's range; None where nothing is known."""
    match expr:
        case e.Const(value=int() as value):
            return value, value
        case e.FieldGet():
            return limits(env.entity(expr.entity).field(expr.field).type)
        case e.Var():
            return limits(bounds[expr.name]) if expr.name in bounds else type_limits(expr.type)
        case e.Narrow():
            return interval(env, expr.value, bounds)
        case e.Convert():
            return _converted(env, expr, bounds)
        case e.Negate():
            inner = interval(env, expr.value, bounds)
            return None if inner is None else (-inner[1], -inner[0])
        case e.Arithmetic():
            return _arithmetic(env, expr, bounds)
        case e.If():
            return _hull(env, (expr.then, expr.otherwise), bounds)
        case e.Coalesce():
            return _hull(env, (expr.left, expr.right), bounds)
        case e.Match():
            values = [arm.value for arm in expr.arms]
            return _hull(env, [*values, *([expr.otherwise] if expr.otherwise else [])], bounds)
        case e.Builtin():
            return _builtin(env, expr, bounds)
        case e.Comprehension(gather="count"):
            return 0, 2**31
        case e.Comprehension(gather="min" | "max" | "first" | "the"):
            return interval(env, expr.items[0], bounds)
        case e.Comprehension():
            return None  # a sum: nothing is known about the number of its items
        case _:
            return type_limits(expr.type)  # already checked where it was made


def _hull(env: Environment, parts: Iterable[e.Expr], bounds: Bounds) -> Interval | None:
    found = [interval(env, part, bounds) for part in parts if not isinstance(part.type, t.NoneType)]
    known = [one for one in found if one is not None]
    if not known or len(known) < len(found):
        return None
    return min(low for low, _ in known), max(high for _, high in known)


def _converted(env: Environment, expr: e.Convert, bounds: Bounds) -> Interval | None:
    """An int, or a decimal of fewer places, as a decimal."""
    inner, target = interval(env, expr.value, bounds), t.unwrap(expr.type)
    source = t.unwrap(expr.value.type)
    if inner is None or not isinstance(target, t.DecimalType):
        return None
    have = source.places if isinstance(source, t.DecimalType) else 0
    if have > target.places:
        return None
    scale = 10 ** (target.places - have)
    return inner[0] * scale, inner[1] * scale


def _arithmetic(env: Environment, expr: e.Arithmetic, bounds: Bounds) -> Interval | None:
    left, right = interval(env, expr.left, bounds), interval(env, expr.right, bounds)
    if expr.form == "span":
        return -(10**12), 10**12
    if left is None or right is None:
        return None
    if expr.form == "decimal_scale":
        return _scaled(expr, left, right)
    return _exact(expr.op, left, right) if expr.form in ("int", "decimal", "duration") else None


def _scaled(expr: e.Arithmetic, left: Interval, right: Interval) -> Interval | None:
    """A decimal times an int; anything else rounds, and is checked by the function that does it."""
    if expr.op == "*" and isinstance(t.unwrap(expr.right.type), t.IntType):
        return _exact("*", left, right)
    return None


def _exact(op: str, left: Interval, right: Interval) -> Interval | None:
    match op:
        case "+":
            return left[0] + right[0], left[1] + right[1]
        case "-":
            return left[0] - right[1], left[1] - right[0]
        case "*":
            corners = [a * b for a in left for b in right]
            return min(corners), max(corners)
        case "//" if right[0] > 0:
            corners = [a // b for a in left for b in right]
            return min(corners), max(corners)
        case "%" if right[0] > 0:
            return 0, right[1] - 1
        case _:
            return None


def _builtin(env: Environment, expr: e.Builtin, bounds: Bounds) -> Interval | None:
    if expr.name in _PARTS:
        return _PARTS[expr.name]
    if expr.name in _SECONDS:
        inner, scale = interval(env, expr.args[0], bounds), _SECONDS[expr.name]
        return None if inner is None else (inner[0] * scale, inner[1] * scale)
    if expr.name == "abs":
        inner = interval(env, expr.args[0], bounds)
        return None if inner is None else (0, max(abs(inner[0]), abs(inner[1])))
    if expr.name in ("min", "max"):
        return _hull(env, expr.args, bounds)
    return type_limits(expr.type)
