"""Numbers, dates and durations in SQL, with Python's meaning.

Plain operators where SQLite computes exactly the same; functions of the runtime where it does not, and where a result may leave its
type (`awm_whole`, `awm_exact`): `awmc.ir.intervals` says which checks the declared limits make needless. As in Python, ints are
checked step by step and sums of decimals where the whole sum ends.
"""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from awmc.emit.sql import nodes as n
from awmc.emit.sql.nodes import Node
from awmc.emit.sql.scope import Context, Scope, Sql, Unsupported
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.intervals import INT64, Interval, interval, never_zero, overflows

DAY = 86_400
_EXACT_IN_FLOAT = Interval(low=-(2**53), high=2**53)


def arithmetic(cx: Context, expr: e.Arithmetic, scope: Scope) -> Sql:
    """`left op right`."""
    match expr.form:
        case "int" | "duration":
            return _int(cx, expr, scope)
        case "decimal":
            return _checked(cx, "awm_exact", expr, _decimal_step(cx, expr, scope))
        case "decimal_scale":
            return _scaled(cx, expr, scope)
        case "decimal_ratio" | "int_div":
            return _ratio(cx, expr, scope)
        case "float":
            return _float(cx, expr, scope)
        case "text":
            left, right = _sides(cx, expr, scope)
            return Sql(n.arithmetic("||", left.node, right.node), fallible=_either(left, right))
        case "shift":
            return _shift(cx, expr, scope)
        case "span":
            left, right = _sides(cx, expr, scope)
            node = n.arithmetic(
                "-", n.call("unixepoch", left.node), n.call("unixepoch", right.node)
            )
            return Sql(node, fallible=_either(left, right))
        case "list":
            raise Unsupported("lists are joined in Python")
        case _:
            assert_never(expr.form)


def negate(cx: Context, expr: e.Negate, scope: Scope) -> Sql:
    """`-x`."""
    inner = _value(cx, expr.value, scope)
    check = "awm_exact" if isinstance(expr.type, t.DecimalType) else "awm_whole"
    return _checked(cx, check, expr, Sql(n.negative(inner.node), inner.nullable, inner.fallible))


def convert(cx: Context, expr: e.Convert, scope: Scope) -> Sql:
    """A number as the type that its place expects; none stays none."""
    target, source = t.unwrap(expr.type), t.unwrap(expr.value.type)
    if isinstance(expr.value, e.Const) and expr.value.value is not None:
        return Sql(n.const(_constant(expr.value, target)))
    inner = _value(cx, expr.value, scope)
    match source, target:
        case t.IntType(), t.FloatType():
            return Sql(n.cast(inner.node, "FLOAT"), inner.nullable, inner.fallible)
        case t.DecimalType(places=places), t.FloatType():
            return Sql(in_units(inner.node, places), inner.nullable, inner.fallible)
        case ((t.IntType() | t.DecimalType()), t.DecimalType(places=to)):
            have = source.places if isinstance(source, t.DecimalType) else 0
            return _rescaled(cx, expr, inner, have, to)
        case t.FloatType(), t.DecimalType(places=to):
            return _call(cx, "awm_money", inner, Sql(n.const(to)))
        case _:
            return inner


def in_units(node: Node, places: int) -> Node:
    """A decimal as the nearest float: at most 15 digits, so the quotient is exact to the last one shown."""
    return n.arithmetic("/", node, n.const(float(10**places)))


def _value(cx: Context, expr: e.Expr, scope: Scope) -> Sql:
    from awmc.emit.sql.scalars import value

    return value(cx, expr, scope)


def _sides(cx: Context, expr: e.Arithmetic, scope: Scope) -> tuple[Sql, Sql]:
    return _value(cx, expr.left, scope), _value(cx, expr.right, scope)


def _either(left: Sql, right: Sql) -> bool:
    return left.fallible or right.fallible


def _call(cx: Context, name: str, *args: Sql, fallible: bool = True) -> Sql:
    node = cx.function(name, *(arg.node for arg in args))
    nullable = any(arg.nullable for arg in args)
    return Sql(node, nullable, fallible or any(arg.fallible for arg in args))


def _checked(cx: Context, check: str, expr: e.Expr, made: Sql) -> Sql:
    return _call(cx, check, made) if overflows(expr) else made


def _int(cx: Context, expr: e.Arithmetic, scope: Scope) -> Sql:
    left, right = _sides(cx, expr, scope)
    match expr.op:
        case "+" | "-" | "*":
            made = Sql(n.arithmetic(expr.op, left.node, right.node), fallible=_either(left, right))
            return _checked(cx, "awm_whole", expr, made)
        case "//" | "%":
            return _floored(cx, expr, left, right)
        case _:
            raise Unsupported("the quotient of durations")


def _floored(cx: Context, expr: e.Arithmetic, left: Sql, right: Sql) -> Sql:
    """SQLite cuts toward zero, which is the same where neither side is negative."""
    name = "awm_fdiv" if expr.op == "//" else "awm_mod"
    fails = not never_zero(expr.right) or overflows(expr)
    if fails or interval(expr.left).low < 0 or interval(expr.right).low < 0:
        return _call(cx, name, left, right, fallible=fails)
    if expr.op == "//":
        return Sql(n.arithmetic("/", left.node, right.node), fallible=_either(left, right))
    return Sql(n.remainder(left.node, right.node), fallible=_either(left, right))


def _decimal_step(cx: Context, expr: e.Expr, scope: Scope) -> Sql:
    """An operand of a sum of decimals: the check comes where the whole sum ends."""
    match expr:
        case e.Arithmetic(form="decimal"):
            left = _decimal_step(cx, expr.left, scope)
            right = _decimal_step(cx, expr.right, scope)
            return Sql(n.arithmetic(expr.op, left.node, right.node), fallible=_either(left, right))
        case e.Arithmetic(form="decimal_scale", op="*") if _by_int(expr) and _in_64_bits(expr):
            return _product(cx, expr, scope)
        case e.Arithmetic(form="decimal_scale", op="*") if _by_int(expr):
            return _call(cx, "awm_whole", _product(cx, expr, scope))
        case _:
            return _value(cx, expr, scope)


def _by_int(expr: e.Arithmetic) -> bool:
    return isinstance(t.unwrap(expr.right.type), t.IntType)


def _in_64_bits(expr: e.Arithmetic) -> bool:
    left, right = interval(expr.left), interval(expr.right)
    ends = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
    return Interval(low=min(ends), high=max(ends)).within(INT64)


def _product(cx: Context, expr: e.Arithmetic, scope: Scope) -> Sql:
    left, right = _sides(cx, expr, scope)
    return Sql(n.arithmetic("*", left.node, right.node), fallible=_either(left, right))


def _scaled(cx: Context, expr: e.Arithmetic, scope: Scope) -> Sql:
    """A decimal times or over a number, half-even to its places."""
    if expr.op == "*" and _by_int(expr):
        return _checked(cx, "awm_exact", expr, _product(cx, expr, scope))
    left, right = _sides(cx, expr, scope)
    word = "times" if expr.op == "*" else "over"
    other = t.unwrap(expr.right.type)
    if isinstance(other, t.DecimalType):
        return _call(cx, f"awm_decimal_{word}", left, right, Sql(n.const(other.places)))
    safe = _by_int(expr) and expr.op == "/" and never_zero(expr.right)
    return _call(cx, f"awm_{word}", left, right, fallible=not safe)


def _ratio(cx: Context, expr: e.Arithmetic, scope: Scope) -> Sql:
    """int / int and decimal / decimal, correctly rounded."""
    left, right = _sides(cx, expr, scope)
    if _places(expr.left) != _places(expr.right):
        raise Unsupported("decimals of different places")
    small = all(interval(side).within(_EXACT_IN_FLOAT) for side in (expr.left, expr.right))
    if never_zero(expr.right) and small:
        node = n.arithmetic("/", n.cast(left.node, "FLOAT"), right.node)
        return Sql(node, fallible=_either(left, right))
    return _call(cx, "awm_div", left, right, fallible=not never_zero(expr.right))


def _places(expr: e.Expr) -> int:
    type_ = t.unwrap(expr.type)
    return type_.places if isinstance(type_, t.DecimalType) else 0


def _float(cx: Context, expr: e.Arithmetic, scope: Scope) -> Sql:
    left, right = _sides(cx, expr, scope)
    match expr.op:
        case "+" | "-" | "*":
            made = Sql(n.arithmetic(expr.op, left.node, right.node), fallible=_either(left, right))
            return _call(cx, "awm_finite", made)
        case "/":
            return _call(cx, "awm_div", left, right)
        case "//":
            return _call(cx, "awm_fdiv", left, right)
        case "%":
            return _call(cx, "awm_mod", left, right)


def _rescaled(cx: Context, expr: e.Convert, inner: Sql, have: int, to: int) -> Sql:
    if to == have:
        return inner
    if to < have:
        return _call(cx, "awm_rescale", inner, Sql(n.const(have)), Sql(n.const(to)))
    node = n.arithmetic("*", inner.node, n.const(10 ** (to - have)))
    return _checked(cx, "awm_exact", expr, Sql(node, inner.nullable, inner.fallible))


def _constant(const: e.Const, target: t.Type) -> int | float | str | bool | None:
    source = t.unwrap(const.type)
    number = const.value
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise Unsupported("a constant that is no number")
    exact = Decimal(repr(number))
    if isinstance(source, t.DecimalType):
        exact = exact.scaleb(-source.places)
    if isinstance(target, t.DecimalType):
        units = exact.scaleb(target.places)
        if units != int(units) or abs(units) > t.DECIMAL_LIMIT:
            raise Unsupported("a constant that has to be rounded")
        return int(units)
    return float(exact) if isinstance(target, t.FloatType) else number


def _shift(cx: Context, expr: e.Arithmetic, scope: Scope) -> Sql:
    """A date, datetime or time and a duration."""
    if _is_clock(expr.left) and _is_short(expr.right):
        return _shifted_clock(cx, expr)
    left, right = _sides(cx, expr, scope)
    back = expr.op == "-"
    match t.unwrap(expr.type):
        case t.DateType():
            return _call(cx, "awm_date_minus" if back else "awm_date_plus", left, right)
        case t.TimeType():
            return _call(cx, "awm_time_plus", left, _minus(right, back), fallible=False)
        case _:
            return _call(cx, "awm_add_seconds", left, _minus(right, back))


def _minus(value: Sql, back: bool) -> Sql:
    return Sql(n.negative(value.node), value.nullable, value.fallible) if back else value


def _is_clock(expr: e.Expr) -> bool:
    match expr:
        case e.Now():
            return True
        case e.Builtin(name="today"):
            return True
        case e.Builtin(name="date", args=(e.Now(),)):
            return True
        case _:
            return False


def _is_short(expr: e.Expr) -> bool:
    """A constant of less than a thousand years."""
    constant = all(isinstance(arg, e.Const) for arg in getattr(expr, "args", (e.Now(),)))
    found = interval(expr)
    century = 36_525 * DAY
    return (
        isinstance(expr, e.Builtin)
        and constant
        and -10 * century < found.low == found.high < 10 * century
    )


def _shifted_clock(cx: Context, expr: e.Arithmetic) -> Sql:
    """`today() + days(3)` is the same for every row: computed once, outside. It cannot fail for any clock that an episode reaches."""
    assert isinstance(expr.right, e.Builtin)
    amount = expr.right.args[0]
    assert isinstance(amount, e.Const)
    start = "now" if isinstance(expr.left, e.Now) else "today"
    word = "plus" if expr.op == "+" else "minus"
    sign = "minus_" if isinstance(amount.value, int) and amount.value < 0 else ""
    count = abs(amount.value) if isinstance(amount.value, int) else amount.value
    return Sql(cx.param(f"{start}_{word}_{sign}{count}_{expr.right.name}", expr))
