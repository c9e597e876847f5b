"""Numbers: plain Python operators where nothing can go wrong, functions of the runtime that check where something can.

Ints are checked step by step (64 bits); money and decimals where a whole expression ends; floats where a sum or product ends.
`awmc.ir.intervals` tells which checks the declared limits make needless.
"""

from __future__ import annotations

import ast
from typing import assert_never

from awmc.emit.python.context import Context
from awmc.emit.python.nodes import binary, call, const, function, minus, name
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.intervals import INT64, interval, is_counted, never_zero, overflows


def arithmetic(cx: Context, value: e.Arithmetic) -> ast.expr:
    """The value, within the limits of its type."""
    match value.form:
        case "int" | "duration":
            return _int_step(cx, value)
        case "decimal":
            return _checked(cx, "exact", value, decimal_step(cx, value))
        case "decimal_scale":
            return _scaled(cx, value)
        case "decimal_ratio":
            return _ratio(cx, value)
        case "int_div":
            return _divided(cx, value)
        case "float":
            return _float(cx, value)
        case "text":
            return cx.runtime("concat", *(cx.expr(part) for part in _flat(value)))
        case "list":
            return cx.runtime("plus", cx.expr(value.left), cx.expr(value.right))
        case "shift":
            return _shifted(cx, value)
        case "span":
            return cx.runtime("seconds_between", cx.expr(value.right), cx.expr(value.left))
        case _:
            assert_never(value.form)


def negate(cx: Context, value: e.Negate) -> ast.expr:
    """`-x`."""
    made = minus(cx.expr(value.value))
    return _checked(cx, "whole", value, made) if is_counted(value.type) else made


def convert(cx: Context, value: e.Convert) -> ast.expr:
    """A number as the type that its place expects."""
    made = cx.expr(value.value)
    if isinstance(value.value.type, t.OptionType):
        local = cx.fresh("number")
        body = _converted(cx, value, name(local))
        same = isinstance(body, ast.Name)
        return made if same else cx.runtime("when_some", made, function(local, body))
    return _converted(cx, value, made)


def _converted(cx: Context, value: e.Convert, made: ast.expr) -> ast.expr:
    match t.unwrap(value.value.type), t.unwrap(value.type):
        case t.IntType(), t.FloatType():
            return _float_of(made)
        case t.DecimalType(places=places), t.FloatType():
            return binary(made, "/", const(10**places))
        case (t.IntType() | t.DecimalType()) as source, t.DecimalType(places=places):
            have = source.places if isinstance(source, t.DecimalType) else 0
            return _rescaled(cx, value, made, have, places)
        case t.FloatType(), t.DecimalType(places=places):
            return cx.runtime("decimal_of", made, const(places))
        case _:
            return made


def _rescaled(cx: Context, value: e.Convert, made: ast.expr, have: int, to: int) -> ast.expr:
    if to < have:
        return cx.runtime("rescale", made, const(have), const(to))
    factor = 10 ** (to - have)
    if isinstance(made, ast.Constant) and isinstance(made.value, int):
        return const(made.value * factor)
    product = made if factor == 1 else binary(made, "*", const(factor))
    return _checked(cx, "exact", value, product)


def _float_of(made: ast.expr) -> ast.expr:
    if isinstance(made, ast.Constant) and isinstance(made.value, int):
        return const(float(made.value))
    return call("float", made)


def _checked(cx: Context, check: str, value: e.Expr, made: ast.expr) -> ast.expr:
    return cx.runtime(check, made) if overflows(value) else made


def _int_step(cx: Context, value: e.Arithmetic) -> ast.expr:
    left, right = cx.expr(value.left), cx.expr(value.right)
    if value.op in ("//", "%") and not never_zero(value.right):
        return cx.runtime("floor_divide" if value.op == "//" else "modulo", left, right)
    return _checked(cx, "whole", value, binary(left, value.op, right))


def decimal_step(cx: Context, value: e.Expr) -> ast.expr:
    """An operand of a sum of decimals: the check comes where the whole sum ends."""
    match value:
        case e.Arithmetic(form="decimal"):
            left = decimal_step(cx, value.left)
            return binary(left, value.op, decimal_step(cx, value.right))
        case e.Arithmetic(form="decimal_scale", op="*") if _is_counted_product(value):
            product = _product(cx, value)
            return product if _raw_within_int64(value) else cx.runtime("whole", product)
        case _:
            return cx.expr(value)


def _scaled(cx: Context, value: e.Arithmetic) -> ast.expr:
    if _is_counted_product(value) and not overflows(value):
        return _product(cx, value)
    left, right = cx.expr(value.left), cx.expr(value.right)
    name_ = "times" if value.op == "*" else "over"
    match t.unwrap(value.right.type):
        case t.DecimalType(places=places):
            return cx.runtime(f"decimal_{name_}", left, right, const(places))
        case _:
            return cx.runtime(f"money_{name_}", left, right)


def _is_counted_product(value: e.Arithmetic) -> bool:
    return value.op == "*" and isinstance(t.unwrap(value.right.type), t.IntType)


def _product(cx: Context, value: e.Arithmetic) -> ast.expr:
    return binary(cx.expr(value.left), "*", cx.expr(value.right))


def _raw_within_int64(value: e.Arithmetic) -> bool:
    left, right = interval(value.left), interval(value.right)
    ends = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
    return INT64.low <= min(ends) and max(ends) <= INT64.high


def _ratio(cx: Context, value: e.Arithmetic) -> ast.expr:
    left, right = cx.expr(value.left), cx.expr(value.right)
    have, other = _places(value.left), _places(value.right)
    if have < other:
        left = binary(left, "*", const(10 ** (other - have)))
    if other < have:
        right = binary(right, "*", const(10 ** (have - other)))
    if never_zero(value.right):
        return binary(left, "/", right)
    return cx.runtime("divide", left, right)


def _places(value: e.Expr) -> int:
    type_ = t.unwrap(value.type)
    return type_.places if isinstance(type_, t.DecimalType) else 0


def _divided(cx: Context, value: e.Arithmetic) -> ast.expr:
    left, right = cx.expr(value.left), cx.expr(value.right)
    if never_zero(value.right):
        return binary(left, "/", right)
    return cx.runtime("divide", left, right)


def _float(cx: Context, value: e.Arithmetic) -> ast.expr:
    match value.op:
        case "/":
            return cx.runtime("divide", cx.expr(value.left), cx.expr(value.right))
        case "//":
            return cx.runtime("floor_divide", cx.expr(value.left), cx.expr(value.right))
        case "%":
            return cx.runtime("modulo", cx.expr(value.left), cx.expr(value.right))
        case _:
            return cx.runtime("finite", _float_step(cx, value))


def _float_step(cx: Context, value: e.Expr) -> ast.expr:
    # an infinity or NaN stays one through + - *, so one check at the end is enough
    match value:
        case e.Arithmetic(form="float", op="+" | "-" | "*"):
            left = _float_step(cx, value.left)
            return binary(left, value.op, _float_step(cx, value.right))
        case _:
            return cx.expr(value)


def _flat(value: e.Expr) -> list[e.Expr]:
    if isinstance(value, e.Arithmetic) and value.form == "text":
        return [*_flat(value.left), *_flat(value.right)]
    return [value]


def _shifted(cx: Context, value: e.Arithmetic) -> ast.expr:
    start, back = cx.expr(value.left), value.op == "-"
    match t.unwrap(value.type):
        case t.DateType():
            if isinstance(value.right, e.Builtin) and value.right.name == "days":
                count = cx.expr(value.right.args[0])
                return cx.runtime("add_days", start, minus(count) if back else count)
            span = cx.expr(value.right)
            return cx.runtime("date_minus" if back else "date_plus", start, span)
        case t.TimeType():
            span = cx.expr(value.right)
            return cx.runtime("time_plus", start, minus(span) if back else span)
        case _:
            span = cx.expr(value.right)
            return cx.runtime("add_seconds", start, minus(span) if back else span)
