"""What is known about the size of whole numbers: which results can leave 64 bits, or the ±10^15 of money.

In: an expression of the IR. Out: `interval(value)`, the range of an int, money, decimal or duration (where it is not none), in the
smallest unit; `overflows(value)`, whether the exact result of its operation may be beyond its type, so that it must be checked;
`never_zero(value)`. They rely on the limits that ride on the types of fields and names: the database holds those of fields,
and a `Var` has limits only where its value came in checked.

Ints are checked step by step. A sum of decimals is checked where the whole sum ends, so the range that `overflows` looks at is that of the whole
sum, its steps unchecked.
"""

from __future__ import annotations

from collections.abc import Iterable

from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.node import Node, node


@node
class Interval(Node):
    """The whole numbers from `low` to `high`."""

    low: int
    high: int

    def within(self, other: Interval) -> bool:
        """Whether all of it is in the other."""
        return other.low <= self.low and self.high <= other.high

    def clipped(self, other: Interval) -> Interval:
        """The part of it that is in the other; the other where there is none."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Interval(low=low, high=high) if low <= high else other


INT64 = Interval(low=-(2**63), high=2**63 - 1)
DECIMAL = Interval(low=-t.DECIMAL_LIMIT, high=t.DECIMAL_LIMIT)
_SECONDS = {"days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}
_ROWS = 2**31
"""More than a database in memory holds."""
_COUNT = Interval(low=0, high=_ROWS)
_SMALL: dict[str, Interval] = {
    "year": Interval(low=0, high=9999),
    "month": Interval(low=1, high=12),
    "day": Interval(low=1, high=31),
    "hour": Interval(low=0, high=23),
    "minute": Interval(low=0, high=59),
    "weekday": Interval(low=0, high=6),
    "len": _COUNT,
    "days_between": Interval(low=-3_652_059, high=3_652_059),
}
"""Built-ins whose results are small."""


def is_counted(type_: t.Type) -> bool:
    """Whether values of the type are whole numbers at run time."""
    return isinstance(t.unwrap(type_), t.IntType | t.DecimalType | t.DurationType)


def limits(type_: t.Type) -> Interval:
    """The range of a type, with the limits of its declaration."""
    inner, natural = t.unwrap(type_), natural_limits(type_)
    if not isinstance(inner, t.IntType | t.DecimalType):
        return natural
    low = natural.low if inner.low is None else inner.low
    high = natural.high if inner.high is None else inner.high
    return Interval(low=low, high=high).clipped(natural)


def natural_limits(type_: t.Type) -> Interval:
    """The range of a type without the limits of its declaration."""
    return DECIMAL if isinstance(t.unwrap(type_), t.DecimalType) else INT64


def interval(value: e.Expr) -> Interval:
    """The range of the value; of what is no whole number, 64 bits."""
    natural = natural_limits(value.type)
    found = _exact(value)
    return natural if found is None else found.clipped(natural)


def overflows(value: e.Expr) -> bool:
    """Whether the exact result may be beyond the value's type."""
    if not is_counted(value.type):
        return False
    found = _exact(value)
    return found is None or not found.within(natural_limits(value.type))


def never_zero(value: e.Expr) -> bool:
    """Whether a divisor is known not to be 0."""
    if isinstance(value, e.Convert | e.Narrow) and not is_counted(value.type):
        return never_zero(value.value)
    if isinstance(value, e.Const) and isinstance(value.value, int | float):
        return value.value != 0
    found = interval(value)
    return is_counted(value.type) and (found.low > 0 or found.high < 0)


def _exact(value: e.Expr) -> Interval | None:
    """The range of the exact result, before it is checked; None where nothing is known."""
    match value:
        case e.Const(value=int() as number):
            return Interval(low=number, high=number)
        case e.FieldGet() | e.Var():
            return limits(value.type)
        case e.RecordGet():
            return limits(value.type) if _is_stored(value) else natural_limits(value.type)
        case e.Narrow():
            return interval(value.value)
        case e.Convert():
            return _converted(value)
        case e.Negate():
            inner = interval(value.value)
            return Interval(low=-inner.high, high=-inner.low)
        case e.Arithmetic():
            return _arithmetic(value)
        case e.If():
            return _hull((value.then, value.otherwise))
        case e.Coalesce():
            return _hull((value.left, value.right))
        case e.Match():
            last = () if value.otherwise is None else (value.otherwise,)
            return _hull((*(arm.value for arm in value.arms), *last))
        case e.Builtin():
            return _builtin(value)
        case e.Comprehension():
            return _gathered(value)
        case _:
            return natural_limits(value.type)  # checked where it was made


def _is_stored(value: e.Expr) -> bool:
    """Whether it is a part of a stored field; a record made on the way is not checked."""
    if isinstance(value, e.RecordGet | e.Narrow):
        return _is_stored(value.value)
    return isinstance(value, e.FieldGet)


def _hull(parts: Iterable[e.Expr]) -> Interval:
    found = [interval(part) for part in parts if not isinstance(part.type, t.NoneType)]
    low = min((one.low for one in found), default=INT64.low)
    return Interval(low=low, high=max((one.high for one in found), default=INT64.high))


def _gathered(value: e.Comprehension) -> Interval | None:
    match value.gather:
        case "count":
            return _COUNT
        case "min" | "max" | "first" | "the":
            return interval(value.items[0])
        case "sum":
            item = interval(value.items[0])
            return Interval(low=min(0, item.low * _ROWS), high=max(0, item.high * _ROWS))
        case _:
            return natural_limits(value.type)


def _converted(value: e.Convert) -> Interval | None:
    """An int, or a decimal of fewer places, as a decimal."""
    target, source = t.unwrap(value.type), t.unwrap(value.value.type)
    if not isinstance(target, t.DecimalType) or not is_counted(source):
        return None
    have = source.places if isinstance(source, t.DecimalType) else 0
    if have > target.places:
        return natural_limits(target)
    inner, scale = interval(value.value), 10 ** (target.places - have)
    return Interval(low=inner.low * scale, high=inner.high * scale)


def _arithmetic(value: e.Arithmetic) -> Interval | None:
    match value.form:
        case "span":
            return Interval(low=-(10**12), high=10**12)
        case "decimal":
            return _operation(value.op, _step(value.left), _step(value.right))
        case "decimal_scale" if value.op == "*" and isinstance(
            t.unwrap(value.right.type), t.IntType
        ):
            return _operation("*", interval(value.left), interval(value.right))
        case "int" | "duration":
            return _operation(value.op, interval(value.left), interval(value.right))
        case _:
            return None


def _step(value: e.Expr) -> Interval | None:
    """The range of an operand of a sum of decimals, which is not checked on its own."""
    inner = isinstance(value, e.Arithmetic) and value.form in ("decimal", "decimal_scale")
    if not inner:
        return interval(value)
    return _exact(value) or natural_limits(value.type)


def _operation(op: str, left: Interval | None, right: Interval | None) -> Interval | None:
    if left is None or right is None:
        return None
    match op:
        case "+":
            return Interval(low=left.low + right.low, high=left.high + right.high)
        case "-":
            return Interval(low=left.low - right.high, high=left.high - right.low)
        case "*":
            ends = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
            return Interval(low=min(ends), high=max(ends))
        case "//" if right.low > 0:
            ends = [a // b for a in (left.low, left.high) for b in (right.low, right.high)]
            return Interval(low=min(ends), high=max(ends))
        case "%" if right.low > 0:
            return Interval(low=0, high=right.high - 1)
        case _:
            return None


def _builtin(value: e.Builtin) -> Interval | None:
    if value.name in _SMALL:
        return _SMALL[value.name]
    if value.name in _SECONDS:
        inner, scale = interval(value.args[0]), _SECONDS[value.name]
        return Interval(low=inner.low * scale, high=inner.high * scale)
    if value.name == "abs":
        inner = interval(value.args[0])
        least = 0 if inner.low <= 0 <= inner.high else min(abs(inner.low), abs(inner.high))
        return Interval(low=least, high=max(abs(inner.low), abs(inner.high)))
    if value.name in ("min", "max"):
        return _hull(value.args)
    return natural_limits(value.type)
