"""The built-in functions of the language: Python's own where they mean the same, else functions of the runtime."""

from __future__ import annotations

import ast
from collections.abc import Callable

from awmc.emit.python import conditions, texts
from awmc.emit.python.context import Context
from awmc.emit.python.nodes import attr, binary, call, compare, const, function, name, pair
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.columns import field_columns
from awmc.ir.intervals import overflows

_SAME = {
    "replace": "replace",
    "split": "split",
    "join": "join",
    "lines": "lines",
    "words": "words",
    "pad": "pad",
    "calc": "calc",
    "distance_km": "distance_km",
    "sqrt": "square_root",
    "pow": "power",
    "log": "logarithm",
    "date": "date_of",
    "time": "time_of",
    "datetime": "datetime_of",
    "year": "year",
    "month": "month",
    "day": "day",
    "hour": "hour",
    "minute": "minute",
    "weekday": "weekday",
    "days": "days",
    "hours": "hours",
    "minutes": "minutes",
    "seconds": "seconds",
    "days_between": "days_between",
    "format_date": "format_date",
    "zip": "zip_",
    "enumerate": "enumerate_",
    "reversed": "reversed_",
    "distinct": "distinct",
    "map_put": "with_entry",
    "list_put": "with_item",
}
"""Functions of the runtime that take the arguments as they are."""

_METHODS = {
    "lower": "lower",
    "upper": "upper",
    "trim": "strip",
    "starts_with": "startswith",
    "ends_with": "endswith",
}

RANDOM = frozenset("shuffle sample pick chance rand_int rand_money rand_date".split())
"""With every `fake_…`: methods of `random`, which functions for the building of data have as a parameter."""


def builtin(cx: Context, value: e.Builtin) -> ast.expr:
    """The call."""
    special = _SPECIAL.get(value.name)
    if special is not None:
        return special(cx, value)
    args = [cx.expr(arg) for arg in value.args]
    if value.name in RANDOM or value.name.startswith("fake_"):
        return call(attr(name("random"), value.name), *args)
    if value.name in _METHODS:
        return call(attr(args[0], _METHODS[value.name]), *args[1:])
    return cx.runtime(_SAME[value.name], *args)


def _today(cx: Context, value: e.Builtin) -> ast.expr:
    return attr(name(cx.handle), "today")


def _now(cx: Context, value: e.Builtin) -> ast.expr:
    return attr(name(cx.handle), "now")


def _date(cx: Context, value: e.Builtin) -> ast.expr:
    if isinstance(value.args[0], e.Now):
        return _today(cx, value)
    return cx.runtime("date_of", cx.expr(value.args[0]))


def _len(cx: Context, value: e.Builtin) -> ast.expr:
    return call("len", cx.expr(value.args[0]))


def _contains(cx: Context, value: e.Builtin) -> ast.expr:
    return compare(cx.expr(value.args[1]), "in", cx.expr(value.args[0]))


def _matches(cx: Context, value: e.Builtin) -> ast.expr:
    return cx.on("match", cx.expr(value.args[1]), cx.expr(value.args[0]))


def _abs(cx: Context, value: e.Builtin) -> ast.expr:
    made = call("abs", cx.expr(value.args[0]))
    counted = not isinstance(t.unwrap(value.type), t.FloatType)
    return cx.runtime("whole", made) if counted and overflows(value) else made


def _round(cx: Context, value: e.Builtin) -> ast.expr:
    args = [cx.expr(arg) for arg in value.args]
    match t.unwrap(value.args[0].type):
        case t.DecimalType(places=places):
            if len(args) == 2:
                return cx.runtime("round_decimal", args[0], const(places), args[1])
            return cx.runtime("rescale", args[0], const(places), const(0))
        case t.IntType():
            if len(args) == 1:
                return args[0]
            return cx.runtime("whole", call("round", *args))
        case _:
            return cx.runtime("round_float" if len(args) == 2 else "round_to_int", *args)


def _whole_part(which: str) -> Callable[[Context, e.Builtin], ast.expr]:
    def make(cx: Context, value: e.Builtin) -> ast.expr:
        made = cx.expr(value.args[0])
        match t.unwrap(value.args[0].type):
            case t.IntType():
                return made
            case t.DecimalType(places=places):
                if which == "floor":
                    return binary(made, "//", const(10**places))
                return cx.runtime("ceil_decimal", made, const(places))
            case _:
                return cx.runtime(f"{which}_float", made)

    return make


def _extreme(cx: Context, value: e.Builtin) -> ast.expr:
    args = [cx.expr(arg) for arg in value.args]
    plain = t.unwrap(value.type)
    if isinstance(plain, t.EnumType):
        ranks = name(conditions.ranks(cx, plain.name))
        return call(value.name, *args, key=attr(ranks, "__getitem__"))
    return call(value.name, *args)


def _range(cx: Context, value: e.Builtin) -> ast.expr:
    return cx.runtime("range_", *(cx.expr(arg) for arg in value.args))


def _sorted(cx: Context, value: e.Builtin) -> ast.expr:
    made = cx.expr(value.args[0])
    assert isinstance(value.type, t.ListType)
    inner = value.type.item
    if isinstance(t.unwrap(inner), t.EnumType):
        ranks = name(conditions.ranks(cx, getattr(t.unwrap(inner), "name", "")))
        local = cx.fresh("value")
        by = function(local, pair(call(attr(ranks, "get"), name(local))))
        return cx.runtime("ordered", made, by, pair(const(False)))
    if isinstance(inner, t.OptionType):
        return cx.runtime("sorted_", made)
    return call("sorted", made)


def _parts(method: str) -> Callable[[Context, e.Builtin], ast.expr]:
    def make(cx: Context, value: e.Builtin) -> ast.expr:
        return call("list", call(attr(cx.expr(value.args[0]), method)))

    return make


def _tree(cx: Context, value: e.Builtin) -> ast.expr:
    row, step = value.args
    entity = cx.entity_of(row.type)
    assert isinstance(step, e.Const)
    columns = field_columns(cx.env, entity.field(str(step.value)))
    return cx.on(value.name, cx.expr(row), pair(*(const(column.name) for column in columns)))


def _text(cx: Context, value: e.Builtin) -> ast.expr:
    return texts.text_of(cx, value.args[0])


def _int(cx: Context, value: e.Builtin) -> ast.expr:
    made = cx.expr(value.args[0])
    match t.unwrap(value.args[0].type):
        case t.DecimalType(places=places):
            return cx.runtime("decimal_to_int", made, const(places))
        case t.DurationType() | t.IntType():
            return made
        case _:
            return cx.runtime("int_of", made)


def _float(cx: Context, value: e.Builtin) -> ast.expr:
    made = cx.expr(value.args[0])
    match t.unwrap(value.args[0].type):
        case t.DecimalType(places=places):
            return binary(made, "/", const(10**places))
        case t.IntType():
            return call("float", made)
        case _:
            return cx.runtime("float_of", made)


def _money(cx: Context, value: e.Builtin) -> ast.expr:
    made = cx.expr(value.args[0])
    assert isinstance(value.type, t.DecimalType)
    places = const(value.type.places)
    match t.unwrap(value.args[0].type):
        case t.TextType():
            return cx.runtime("decimal_from_text", made, places)
        case t.DecimalType(places=have):
            return cx.runtime("rescale", made, const(have), places)
        case _:
            return cx.runtime("decimal_of", made, places)


def _seconds_of(cx: Context, value: e.Builtin) -> ast.expr:
    return cx.expr(value.args[0])


_SPECIAL: dict[str, Callable[[Context, e.Builtin], ast.expr]] = {
    "today": _today,
    "now": _now,
    "date": _date,
    "len": _len,
    "contains": _contains,
    "matches": _matches,
    "abs": _abs,
    "round": _round,
    "floor": _whole_part("floor"),
    "ceil": _whole_part("ceil"),
    "min": _extreme,
    "max": _extreme,
    "range": _range,
    "sorted": _sorted,
    "keys": _parts("keys"),
    "values": _parts("values"),
    "items": _parts("items"),
    "ancestors": _tree,
    "descendants": _tree,
    "text": _text,
    "int": _int,
    "float": _float,
    "money": _money,
    "seconds_of": _seconds_of,
}
