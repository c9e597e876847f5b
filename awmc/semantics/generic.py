"""The built-ins that take several types: what they accept, and what they give.

Each function here gets the elaborated arguments and returns the finished call, or a phrase that says what the first wrong
argument should be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.semantics.comparisons import is_ordered
from awmc.semantics.fit import convert, join


@dataclass(frozen=True, slots=True)
class Wrong:
    """Argument `place` should be `expected` (a phrase)."""

    place: int
    expected: str
    hint: str = ""


Made = e.Expr | Wrong
Args = Sequence[e.Expr]


def _call(name: str, args: Args, type_: t.Type) -> e.Expr:
    return e.Builtin(name=name, args=tuple(args), type=type_)


def _len(args: Args) -> Made:
    if isinstance(args[0].type, t.TextType | t.ListType | t.MapType):
        return _call("len", args, t.INT)
    return Wrong(0, "a text, list or map", "`count(x for x in S)` counts rows")


def _contains(args: Args) -> Made:
    match args[0].type:
        case t.TextType():
            wanted: t.Type = t.TEXT
        case t.ListType(item=item):
            wanted = item
        case _:
            return Wrong(0, "a text or a list")
    part = convert(args[1], wanted)
    if part is None:
        return Wrong(1, f"`{t.show(wanted)}`")
    if isinstance(args[0].type, t.ListType):
        return e.In(item=part, container=args[0])
    return _call("contains", (args[0], part), t.BOOL)


def _join(args: Args) -> Made:
    if not isinstance(args[0].type, t.ListType):
        return Wrong(0, "a list of texts")
    if not isinstance(args[0].type.item, t.TextType | t.EnumType):
        return Wrong(0, "a list of texts", "make texts first: `join([text(x) for x in xs], ', ')`")
    if not isinstance(args[1].type, t.TextType):
        return Wrong(1, "`text`")
    return _call("join", args, t.TEXT)


def _pad(args: Args) -> Made:
    if not isinstance(args[0].type, t.TextType | t.IntType):
        return Wrong(0, "a text or an int")
    if not isinstance(args[1].type, t.IntType):
        return Wrong(1, "`int`")
    return _call("pad", args, t.TEXT)


def _abs(args: Args) -> Made:
    if isinstance(args[0].type, t.IntType | t.FloatType | t.DecimalType | t.DurationType):
        return _call("abs", args, t.strip(args[0].type))
    return Wrong(0, "a number")


def _round(args: Args) -> Made:
    if not isinstance(args[0].type, t.IntType | t.FloatType | t.DecimalType):
        return Wrong(0, "a number")
    if len(args) == 1:
        return _call("round", args, t.INT)
    if not isinstance(args[1].type, t.IntType):
        return Wrong(1, "`int`")
    return _call("round", args, t.strip(args[0].type))


def _to_int(name: str) -> Callable[[Args], Made]:
    def make(args: Args) -> Made:
        if isinstance(args[0].type, t.IntType | t.FloatType | t.DecimalType):
            return _call(name, args, t.INT)
        return Wrong(0, "a number")

    return make


def _pow(args: Args) -> Made:
    for place, arg in enumerate(args):
        if not isinstance(arg.type, t.IntType | t.FloatType):
            return Wrong(place, "an int or float")
    exponent = args[1]
    whole = (
        isinstance(exponent, e.Const) and isinstance(exponent.value, int) and exponent.value >= 0
    )
    if isinstance(args[0].type, t.IntType) and isinstance(args[1].type, t.IntType) and whole:
        return _call("pow", args, t.INT)
    return _call("pow", [convert(arg, t.FLOAT) or arg for arg in args], t.FLOAT)


def _date(args: Args) -> Made:
    if isinstance(args[0].type, t.DateType):
        return args[0]
    if isinstance(args[0].type, t.DatetimeType | t.TextType):
        return _call("date", args, t.DATE)
    return Wrong(0, "a datetime or an ISO text")


def _time(args: Args) -> Made:
    if isinstance(args[0].type, t.TimeType):
        return args[0]
    if isinstance(args[0].type, t.DatetimeType | t.TextType):
        return _call("time", args, t.TIME)
    return Wrong(0, "a datetime or an ISO text")


def _datetime(args: Args) -> Made:
    if len(args) == 1 and isinstance(args[0].type, t.TextType | t.DateType):
        return _call("datetime", args, t.DATETIME)
    if not isinstance(args[0].type, t.DateType):
        return Wrong(0, "a date or an ISO text" if len(args) == 1 else "a date")
    if not isinstance(args[1].type, t.TimeType):
        return Wrong(1, "`time`")
    return _call("datetime", args, t.DATETIME)


def _of_date(name: str) -> Callable[[Args], Made]:
    def make(args: Args) -> Made:
        if isinstance(args[0].type, t.DateType | t.DatetimeType):
            return _call(name, args, t.INT)
        return Wrong(0, "a date or datetime")

    return make


def _of_time(name: str) -> Callable[[Args], Made]:
    def make(args: Args) -> Made:
        if isinstance(args[0].type, t.TimeType | t.DatetimeType):
            return _call(name, args, t.INT)
        return Wrong(0, "a time or datetime")

    return make


def _days_between(args: Args) -> Made:
    dates: list[e.Expr] = []
    for place, arg in enumerate(args):
        made = _date([arg])
        if isinstance(made, Wrong) or isinstance(arg.type, t.TextType):
            return Wrong(place, "a date or datetime")
        dates.append(made)
    return _call("days_between", dates, t.INT)


def _format_date(args: Args) -> Made:
    if not isinstance(args[0].type, t.DateType | t.DatetimeType | t.TimeType):
        return Wrong(0, "a date or datetime")
    if not isinstance(args[1].type, t.TextType):
        return Wrong(1, "`text`")
    return _call("format_date", args, t.TEXT)


def _zip(args: Args) -> Made:
    for place, arg in enumerate(args):
        if not isinstance(arg.type, t.ListType):
            return Wrong(place, "a list")
    a, b = args[0].type, args[1].type
    assert isinstance(a, t.ListType) and isinstance(b, t.ListType)
    return _call("zip", args, t.ListType(item=t.PairType(first=a.item, second=b.item)))


def _enumerate(args: Args) -> Made:
    if not isinstance(args[0].type, t.ListType):
        return Wrong(0, "a list")
    pair = t.PairType(first=t.INT, second=args[0].type.item)
    return _call("enumerate", args, t.ListType(item=pair))


def _same_list(name: str) -> Callable[[Args], Made]:
    def make(args: Args) -> Made:
        if not isinstance(args[0].type, t.ListType):
            return Wrong(0, "a list")
        if name == "sorted" and not is_ordered(args[0].type.item):
            return Wrong(0, "a list of values that have an order", "`[… order by x.f]` orders rows")
        return _call(name, args, args[0].type)

    return make


def _sample(args: Args) -> Made:
    if not isinstance(args[0].type, t.ListType):
        return Wrong(0, "a list")
    if not isinstance(args[1].type, t.IntType):
        return Wrong(1, "`int`")
    return _call("sample", args, args[0].type)


def _pick(args: Args) -> Made:
    if not isinstance(args[0].type, t.ListType):
        return Wrong(0, "an entity or a list")
    return _call("pick", args, args[0].type.item)


def _keys(args: Args) -> Made:
    if not isinstance(args[0].type, t.MapType):
        return Wrong(0, "a map")
    return _call("keys", args, t.ListType(item=args[0].type.key))


def _values(args: Args) -> Made:
    if not isinstance(args[0].type, t.MapType):
        return Wrong(0, "a map")
    return _call("values", args, t.ListType(item=args[0].type.value))


def _text(args: Args) -> Made:
    if isinstance(
        args[0].type, t.ListType | t.MapType | t.RecordType | t.ObjectType | t.PairType | t.RefType
    ):
        return Wrong(0, "a text, number, date, bool or enum")
    return _call("text", args, t.TEXT)


def _converter(name: str, type_: t.Type) -> Callable[[Args], Made]:
    def make(args: Args) -> Made:
        if t.same_type(args[0].type, type_):
            return args[0]
        if isinstance(args[0].type, t.TextType | t.IntType | t.FloatType | t.DecimalType):
            return _call(name, args, type_)
        if name == "int" and isinstance(args[0].type, t.BoolType | t.DurationType):
            return _call(name, args, type_)
        return Wrong(0, "a number or a text")

    return make


def extreme(name: str, args: Args) -> Made:
    """`min(a, b, …)` and `max(a, b, …)`."""
    type_ = args[0].type
    for place, arg in enumerate(args):
        both = join(type_, arg.type)
        if both is None or isinstance(arg.type, t.OptionType) or not is_ordered(arg.type):
            return Wrong(place, f"a `{t.show(type_)}`" if place else "a value that has an order")
        type_ = both
    return _call(name, [convert(arg, type_) or arg for arg in args], t.strip(type_))


GENERIC: dict[str, Callable[[Args], Made]] = {
    "len": _len,
    "contains": _contains,
    "join": _join,
    "pad": _pad,
    "abs": _abs,
    "round": _round,
    "floor": _to_int("floor"),
    "ceil": _to_int("ceil"),
    "pow": _pow,
    "date": _date,
    "time": _time,
    "datetime": _datetime,
    "year": _of_date("year"),
    "month": _of_date("month"),
    "day": _of_date("day"),
    "weekday": _of_date("weekday"),
    "hour": _of_time("hour"),
    "minute": _of_time("minute"),
    "days_between": _days_between,
    "format_date": _format_date,
    "zip": _zip,
    "enumerate": _enumerate,
    "sorted": _same_list("sorted"),
    "reversed": _same_list("reversed"),
    "shuffle": _same_list("shuffle"),
    "sample": _sample,
    "pick": _pick,
    "keys": _keys,
    "values": _values,
    "text": _text,
    "int": _converter("int", t.INT),
    "float": _converter("float", t.FLOAT),
    "money": _converter("money", t.MONEY),
}
"""By name; `distinct`, `ancestors` and `descendants` are the business of `awmc.semantics.builtin_calls`."""
