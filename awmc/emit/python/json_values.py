"""Between run-time values and JSON: money as a number and back, references as keys, the rest as it is.

`shown` makes the JSON value of an expression, `read` the run-time value of a part of a JSON object.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from awmc.emit.python import references
from awmc.emit.python.context import Context
from awmc.emit.python.nodes import (
    attr,
    call,
    choose,
    const,
    function,
    is_simple,
    is_some,
    item,
    mapping,
    name,
    store,
)
from awmc.ir import expr as e
from awmc.ir import types as t

_Then = Callable[[ast.expr], ast.expr]
_Change = Callable[[Context, ast.expr, t.Type], ast.expr]


def shown(cx: Context, value: e.Expr) -> ast.expr:
    """The JSON value of an expression."""
    if isinstance(t.unwrap(value.type), t.RefType):
        return references.whole_key(cx, value)
    made = cx.expr(value)
    if isinstance(made, ast.Constant) and isinstance(value.type, t.DecimalType):
        return const(_decimal(made.value, value.type.places))
    return to_json(cx, made, value.type)


def differs(cx: Context, type_: t.Type) -> bool:
    """Whether a value of the type looks different in JSON."""
    match type_:
        case t.OptionType(item=inner) | t.ListType(item=inner):
            return differs(cx, inner)
        case t.MapType(key=key, value=value):
            return isinstance(key, t.IntType) or differs(cx, value)
        case t.RecordType(name=record):
            return any(differs(cx, field.type) for field in cx.env.record(record).fields)
        case t.DecimalType() | t.RefType():
            return True
        case _:
            return False


def to_json(cx: Context, value: ast.expr, type_: t.Type) -> ast.expr:
    """A run-time value as JSON."""
    if not differs(cx, type_):
        return value
    match type_:
        case t.DecimalType(places=places):
            return cx.runtime("decimal_json", value, const(places))
        case t.OptionType(item=t.DecimalType(places=places)):
            return cx.runtime("decimal_json", value, const(places))
        case t.RefType():
            return cx.runtime("key_of", value)
        case t.OptionType(item=inner):
            return _optional(cx, value, lambda plain: to_json(cx, plain, inner))
        case _:
            return _inside(cx, value, type_, to_json)


def read(cx: Context, value: ast.expr, type_: t.Type) -> ast.expr:
    """A JSON value as a run-time one."""
    if not differs(cx, type_):
        return value
    match type_:
        case t.DecimalType(places=places):
            return cx.runtime("decimal_of", value, const(places))
        case t.OptionType(item=inner):
            return _optional(cx, value, lambda plain: read(cx, plain, inner))
        case _:
            return _inside(cx, value, type_, read)


def _optional(cx: Context, value: ast.expr, then: _Then) -> ast.expr:
    if is_simple(value):
        return choose(is_some(value), then(value), const(None))
    local = cx.fresh("value")
    return cx.runtime("when_some", value, function(local, then(name(local))))


def _inside(cx: Context, value: ast.expr, type_: t.Type, change: _Change) -> ast.expr:
    match type_:
        case t.ListType(item=inner):
            local = cx.fresh("value")
            generator = ast.comprehension(target=store(local), iter=value, ifs=[], is_async=0)
            return ast.ListComp(elt=change(cx, name(local), inner), generators=[generator])
        case t.MapType():
            return _map(cx, value, type_, change)
        case t.RecordType(name=record):
            if not is_simple(value):
                local = cx.fresh("record")
                body = _inside(cx, name(local), type_, change)
                return call(function(local, body), value)
            fields = cx.env.record(record).fields
            return mapping(
                (const(f.name), change(cx, item(value, const(f.name)), f.type)) for f in fields
            )
        case _:
            raise TypeError(f"{type_!r} looks the same in JSON")


def _map(cx: Context, value: ast.expr, type_: t.MapType, change: _Change) -> ast.expr:
    key, entry = cx.fresh("key"), cx.fresh("value")
    made: ast.expr = name(key)
    if isinstance(type_.key, t.IntType):
        made = call("str" if change is to_json else "int", name(key))
    generator = ast.comprehension(
        target=ast.Tuple(elts=[store(key), store(entry)], ctx=ast.Store()),
        iter=call(attr(value, "items")),
        ifs=[],
        is_async=0,
    )
    return ast.DictComp(
        key=made, value=change(cx, name(entry), type_.value), generators=[generator]
    )


def _decimal(value: object, places: int) -> object:
    if not isinstance(value, int):
        return value
    whole, part = divmod(value, 10**places)
    return whole if part == 0 else value / 10**places
