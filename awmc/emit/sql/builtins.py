"""The built-in functions in SQL: SQLite's own where they mean the same, else those that the runtime registers.

SQLite's own `lower`, `upper` and `trim` know ASCII alone: ours are `awm_lower` and so on.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from awmc.emit.sql import nodes as n
from awmc.emit.sql.arithmetic import in_units
from awmc.emit.sql.nodes import Node
from awmc.emit.sql.scope import Context, Scope, Sql, Unsupported
from awmc.emit.sql.texts import shown
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.intervals import interval, overflows

_SECONDS = {"days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}
_PARTS = {"year": (1, 4), "month": (6, 2), "day": (9, 2)}
"""Where in a date or datetime a part stands."""
_OF_TEXTS = {"lower": "awm_lower", "upper": "awm_upper", "trim": "awm_trim"}
_FALLIBLE = {
    "replace": "awm_replace",
    "pad": "awm_pad",
    "calc": "awm_calc",
    "sqrt": "awm_sqrt",
    "pow": "awm_pow",
    "log": "awm_log",
    "format_date": "awm_format_date",
}
_Maker = Callable[[Context, e.Builtin, list[Sql]], Sql]


def builtin(cx: Context, expr: e.Builtin, scope: Scope) -> Sql:
    """The call. Raises Unsupported for what only Python does."""
    if expr.name == "today" or _is_today(expr):
        return Sql(cx.param("today", e.Builtin(name="today", args=(), type=t.DATE)))
    if expr.name in ("len", "contains") and not _of_text(expr):
        from awmc.emit.sql.containers import contains, length

        return (length if expr.name == "len" else contains)(cx, expr, scope)
    if expr.name == "pad" and not _of_text(expr):
        raise Unsupported("a padded number")
    make = _MAKERS.get(expr.name)
    name = _FALLIBLE.get(expr.name) or _OF_TEXTS.get(expr.name)
    if make is None and name is None:
        raise Unsupported(f"{expr.name} is computed in Python")
    from awmc.emit.sql.scalars import value

    args = [value(cx, arg, scope) for arg in expr.args]
    if make is not None:
        return make(cx, expr, args)
    assert name is not None
    return _made(cx.function(name, *_nodes(args)), args, expr.name in _FALLIBLE)


def _is_today(expr: e.Builtin) -> bool:
    return expr.name == "date" and isinstance(expr.args[0], e.Now)


def _of_text(expr: e.Builtin) -> bool:
    return isinstance(t.unwrap(expr.args[0].type), t.TextType)


def _nodes(args: list[Sql]) -> list[Node]:
    return [arg.node for arg in args]


def _made(node: Node, args: list[Sql], fallible: bool = False) -> Sql:
    nullable = any(arg.nullable for arg in args)
    return Sql(node, nullable, fallible or any(arg.fallible for arg in args))


def _length(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    return _made(n.call("length", args[0].node), args)


def _contains(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    text, part = _nodes(args)
    return _made(n.compare(">", n.call("instr", _quick(text), part), n.const(0)), args)


def _quick(text: Node) -> Node:
    """`awm_lower(column)`, by SQLite's own `lower` where the text is ASCII: searches do it for every row.

    A text of as many bytes as characters is ASCII and has no U+0000, where SQLite's `length` ends.
    """
    if not (isinstance(text, exp.Anonymous) and text.name == "awm_lower"):
        return text
    (column,) = text.expressions
    if not isinstance(column, exp.Column):
        return text
    octets = n.call("length", exp.Cast(this=column.copy(), to=exp.DataType.build("BLOB")))
    is_ascii = n.compare("==", n.call("length", column.copy()), octets)
    return n.call("iif", is_ascii, n.call("lower", column.copy()), text)


def _starts_with(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    text, start = args
    head = n.call("substr", text.node, n.const(1), n.call("length", _again(start)))
    return _made(n.compare("==", head, start.node), args)


def _ends_with(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    text, end = args
    tail = n.call("substr", text.node, n.negative(n.call("length", _again(end))))
    same = n.compare("==", tail, end.node)
    return _made(n.or_([n.compare("==", _again(end), n.const("")), same]), args)


def _again(value: Sql) -> Node:
    """A copy of a node that stands twice; what can fail stands once."""
    if value.fallible:
        raise Unsupported("an operand that can fail would be evaluated again")
    return value.node.copy()


def _matches(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    fallible = not isinstance(expr.args[1], e.Const)
    return _made(cx.function("awm_matches", args[1].node, args[0].node), args, fallible)


def _abs(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    if overflows(expr):
        return _made(cx.function("awm_abs", args[0].node), args, True)
    return _made(n.call("abs", args[0].node), args)


def _round(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    number, digits = args[0], (args[1] if len(args) > 1 else None)
    match t.unwrap(expr.args[0].type):
        case t.DecimalType(places=places):
            count = n.const(places)
            if digits is None:
                return _made(
                    cx.function("awm_rescale", number.node, count, n.const(0)), args, False
                )
            node = cx.function("awm_round_decimal", number.node, count, digits.node)
            return _made(node, args, True)
        case t.IntType() if digits is None:
            return number
        case t.FloatType() if digits is None:
            return _made(cx.function("awm_round_int", number.node), args, True)
        case t.FloatType() if digits is not None:
            fails = interval(expr.args[1]).low < 0  # only a power of ten can round out of the range
            return _made(cx.function("awm_round", number.node, digits.node), args, fails)
        case _:
            raise Unsupported("an int rounded to tens")


def _whole_part(name: str) -> _Maker:
    def make(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
        match t.unwrap(expr.args[0].type):
            case t.IntType():
                return args[0]
            case t.DecimalType(places=places):
                node = cx.function(f"awm_{name}_decimal", args[0].node, n.const(places))
                return _made(node, args)
            case _:
                return _made(cx.function(f"awm_{name}", args[0].node), args, True)

    return make


def _extreme(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    if isinstance(t.unwrap(expr.type), t.EnumType) or any(arg.nullable for arg in args):
        raise Unsupported("the least of enums or of values that may be none")
    if len(args) == 1:
        raise Unsupported("the least of a list")
    return _made(n.call(expr.name, *_nodes(args)), args)


def _date(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    match t.unwrap(expr.args[0].type):
        case t.DateType():
            return args[0]
        case t.DatetimeType():
            return _made(n.call("substr", args[0].node, n.const(1), n.const(10)), args)
        case _:
            return _made(cx.function("awm_date", args[0].node), args, True)


def _time(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    match t.unwrap(expr.args[0].type):
        case t.TimeType():
            return args[0]
        case t.DatetimeType():
            return _made(n.call("substr", args[0].node, n.const(12), n.const(5)), args)
        case _:
            return _made(cx.function("awm_time", args[0].node), args, True)


def _datetime(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    types = [t.unwrap(arg.type) for arg in expr.args]
    if types == [t.DATE, t.TIME]:
        text = n.arithmetic("||", n.arithmetic("||", args[0].node, n.const("T")), args[1].node)
        return _made(n.arithmetic("||", text, n.const(":00")), args)
    if types == [t.DATE]:
        return _made(n.arithmetic("||", args[0].node, n.const("T00:00:00")), args)
    return _made(cx.function("awm_datetime", *_nodes(args)), args, True)


def _part(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    start, count = _PARTS[expr.name]
    digits = n.call("substr", args[0].node, n.const(start), n.const(count))
    return _made(n.cast(digits, "INT"), args)


def _part_of_time(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    in_time = 1 if expr.name == "hour" else 4
    start = in_time if isinstance(t.unwrap(expr.args[0].type), t.TimeType) else in_time + 11
    digits = n.call("substr", args[0].node, n.const(start), n.const(2))
    return _made(n.cast(digits, "INT"), args)


def _weekday(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    sunday_first = n.cast(n.call("strftime", n.const("%w"), args[0].node), "INT")
    return _made(n.remainder(n.arithmetic("+", sunday_first, n.const(6)), n.const(7)), args)


def _duration(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    scale = _SECONDS[expr.name]
    node = args[0].node if scale == 1 else n.arithmetic("*", args[0].node, n.const(scale))
    if overflows(expr):
        return _made(cx.function("awm_whole", node), args, True)
    return _made(node, args)


def _days_between(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    if any(t.unwrap(arg.type) != t.DATE for arg in expr.args):
        return _made(cx.function("awm_days_between", *_nodes(args)), args)
    # midnights are exact in julianday: whole numbers and a half
    days = n.arithmetic("-", *(n.call("julianday", node) for node in reversed(_nodes(args))))
    return _made(n.cast(days, "INT"), args)


def _distance(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    return _made(cx.function("awm_distance_km", *_nodes(args)), args, True)


def _text(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    return shown(cx, args[0], expr.args[0].type)


def _int(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    match t.unwrap(expr.args[0].type):
        case t.IntType() | t.DurationType():
            return args[0]
        case t.DecimalType(places=places):  # SQLite's division cuts toward zero, too
            return _made(n.arithmetic("/", args[0].node, n.const(10**places)), args)
        case _:
            return _made(cx.function("awm_int", args[0].node), args, True)


def _float(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    match t.unwrap(expr.args[0].type):
        case t.IntType():
            return _made(n.cast(args[0].node, "FLOAT"), args)
        case t.FloatType():
            return args[0]
        case t.DecimalType(places=places):
            return _made(in_units(args[0].node, places), args)
        case _:
            return _made(cx.function("awm_float", args[0].node), args, True)


def _money(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    target, source = t.unwrap(expr.type), t.unwrap(expr.args[0].type)
    assert isinstance(target, t.DecimalType)
    if isinstance(source, t.DecimalType):
        places = [n.const(source.places), n.const(target.places)]
        return _made(cx.function("awm_rescale", args[0].node, *places), args, True)
    return _made(cx.function("awm_money", args[0].node, n.const(target.places)), args, True)


def _seconds_of(cx: Context, expr: e.Builtin, args: list[Sql]) -> Sql:
    return args[0]


_MAKERS: dict[str, _Maker] = {
    "len": _length,
    "contains": _contains,
    "starts_with": _starts_with,
    "ends_with": _ends_with,
    "matches": _matches,
    "abs": _abs,
    "round": _round,
    "floor": _whole_part("floor"),
    "ceil": _whole_part("ceil"),
    "min": _extreme,
    "max": _extreme,
    "date": _date,
    "time": _time,
    "datetime": _datetime,
    **dict.fromkeys(_PARTS, _part),
    "hour": _part_of_time,
    "minute": _part_of_time,
    "weekday": _weekday,
    **dict.fromkeys(_SECONDS, _duration),
    "days_between": _days_between,
    "distance_km": _distance,
    "text": _text,
    "int": _int,
    "float": _float,
    "money": _money,
    "seconds_of": _seconds_of,
}
