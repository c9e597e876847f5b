"""Interpolated texts in SQL."""

from __future__ import annotations

from awmc.emit.sql import nodes as n
from awmc.emit.sql.nodes import Node
from awmc.emit.sql.scope import Context, Scope, Sql, Unsupported
from awmc.emit.sql.sources import row, row_type
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.columns import key_columns
from awmc.ir.intervals import interval

PLAIN = (t.TextType, t.EnumType, t.DateType, t.TimeType, t.DatetimeType)


def interpolation(cx: Context, expr: e.Text, scope: Scope) -> Sql:
    """The parts, joined by `||`."""
    parts = [
        Sql(_constant(part)) if isinstance(part, str) else _part(cx, part, scope)
        for part in expr.parts
    ]
    if not parts:
        return Sql(n.const(""))
    node = parts[0].node
    for part in parts[1:]:
        node = n.arithmetic("||", node, part.node)
    return Sql(node, fallible=any(part.fallible for part in parts))


def sliced(cx: Context, expr: e.SliceOf, scope: Scope) -> Sql:
    """`text[low:high]` of constants: a start that is not negative and an end that is not before it, or the last characters."""
    from awmc.emit.sql.scalars import value

    low, high = _bound(expr.low, 0), _bound(expr.high, None)
    if not isinstance(expr.value.type, t.TextType):
        raise Unsupported("a part of a list")
    text = value(cx, expr.value, scope)
    if low is None or (high is not None and not 0 <= low <= high):
        raise Unsupported("a slice that is not known, or that ends from behind")
    start = n.const(low) if low < 0 else n.const(low + 1)
    length = [] if high is None else [n.const(high - low)]
    return Sql(n.call("substr", text.node, start, *length), text.nullable, text.fallible)


def _bound(expr: e.Expr | None, default: int | None) -> int | None:
    """A constant bound. Raises Unsupported for any other."""
    if expr is None:
        return default
    found = interval(expr)
    if found.low != found.high or not isinstance(expr, e.Const | e.Negate):
        raise Unsupported("a slice whose bounds are no constants")
    return int(found.low)


def shown(cx: Context, value: Sql, type_: t.Type) -> Sql:
    """A plain value as the language shows it in a text; none as nothing."""
    inner = t.unwrap(type_)
    node = value.node
    match inner:
        case t.TextType() | t.EnumType() | t.DateType() | t.TimeType() | t.DatetimeType():
            pass
        case t.IntType() | t.DurationType():
            node = n.cast(node, "TEXT")
        case t.DecimalType(places=places):
            node = cx.function("awm_decimal_text", node, n.const(places))
        case t.FloatType():
            node = cx.function("awm_float_text", node)
        case t.BoolType():
            node = n.case([(node, n.const("true"))], n.const("false"))
            if value.nullable:
                raise Unsupported("an optional bool in a text")
        case _:
            raise Unsupported("a text of what is no plain value")
    return Sql(
        n.call("coalesce", node, n.const("")) if value.nullable else node, False, value.fallible
    )


def _constant(text: str) -> Node:
    if "\0" in text:
        raise Unsupported("U+0000 in a text")
    return n.const(text)


def _part(cx: Context, part: e.Part, scope: Scope) -> Sql:
    from awmc.emit.sql.scalars import value

    if row_type(part.value.type):
        return _key(cx, part.value, scope)
    made = value(cx, part.value, scope)
    if part.format is None:
        return shown(cx, made, part.value.type)
    return _formatted(cx, made, t.unwrap(part.value.type), part.format)


def _formatted(cx: Context, made: Sql, type_: t.Type, form: str) -> Sql:
    match type_:
        case t.DecimalType(places=places):
            node = cx.function("awm_format_decimal", made.node, n.const(places), _constant(form))
        case t.BoolType():
            raise Unsupported("a format of a bool")
        case _:
            node = cx.function("awm_format", made.node, _constant(form))
    return Sql(n.call("coalesce", node, n.const("")) if made.nullable else node, False, True)


def _key(cx: Context, expr: e.Expr, scope: Scope) -> Sql:
    this = row(cx, expr, scope)
    keys = key_columns(cx.env, this.entity)
    if len(keys) != 1:
        raise Unsupported("a compound key in a text")
    return shown(cx, Sql(this.keys()[0], this.may_be_none), keys[0].type)
