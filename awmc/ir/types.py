"""The types of the IR.

A type says what a value is; the limits that a declaration adds (`text(1..80)`, `int(0..)`) ride
along on the leaf types and count only where a value is stored or comes in. `same_type` and `strip`
ignore them.

How values look at run time, in Python and in SQL alike (one form everywhere, so that nothing is
converted on the way from a row to a tool):

| type | Python and SQLite | JSON at the border |
|---|---|---|
| text, enum | str (an enum's stored spelling) | string |
| int | int | integer |
| float | float | number |
| money, decimal(n) | int, in the smallest unit (cents) | number |
| bool | bool; 0/1 in SQLite | true/false |
| date, time, datetime | str, ISO 8601, as in the table of the language | string |
| duration | int, seconds | integer |
| reference | a `Row` object; in columns its key | the key |
| record | dict; as a field, one column a leaf | object |
| list, map | list, dict (int keys stay ints); one JSON column | array, object |
| object (a projection) | dict of JSON values | object |
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from awmc.ir.node import ByKind, Node, node


@node
class TextType(Node):
    kind: Literal["text"] = "text"
    low: int | None = None
    """Least and greatest length, in code points."""
    high: int | None = None


@node
class IntType(Node):
    kind: Literal["int"] = "int"
    low: int | None = None
    high: int | None = None


@node
class FloatType(Node):
    kind: Literal["float"] = "float"
    low: float | None = None
    high: float | None = None


@node
class DecimalType(Node):
    """`money` is `decimal` of two places with `money` true; limits are in the smallest unit."""

    kind: Literal["decimal"] = "decimal"
    places: int = 2
    money: bool = True
    low: int | None = None
    high: int | None = None


@node
class BoolType(Node):
    kind: Literal["bool"] = "bool"


@node
class DateType(Node):
    kind: Literal["date"] = "date"


@node
class TimeType(Node):
    kind: Literal["time"] = "time"


@node
class DatetimeType(Node):
    kind: Literal["datetime"] = "datetime"


@node
class DurationType(Node):
    kind: Literal["duration"] = "duration"


@node
class EnumType(Node):
    kind: Literal["enum"] = "enum"
    name: str


@node
class RefType(Node):
    """A row of an entity."""

    kind: Literal["ref"] = "ref"
    entity: str


@node
class RecordType(Node):
    kind: Literal["record"] = "record"
    name: str


@node
class ListType(Node):
    kind: Literal["list"] = "list"
    item: Type


@node
class MapType(Node):
    kind: Literal["map"] = "map"
    key: Type
    value: Type


@node
class PairType(Node):
    """What `zip`, `enumerate`, `group` and going through a map give to two loop names."""

    kind: Literal["pair"] = "pair"
    first: Type
    second: Type


@node
class OptionType(Node):
    """`T?`; never nested."""

    kind: Literal["option"] = "option"
    item: Type


@node
class ObjectField(Node):
    name: str
    type: Type
    optional: bool = False
    """Left out of the object where its value is none (`name?` of a projection)."""
    doc: str | None = None


@node
class ObjectType(Node):
    """A JSON object with known fields: a projection, or `{ a: 1 }` where nothing else is expected."""

    kind: Literal["object"] = "object"
    fields: tuple[ObjectField, ...]

    def field(self, name: str) -> ObjectField | None:
        """The field of that JSON name, if there is one."""
        return next((field for field in self.fields if field.name == name), None)


@node
class NoneType(Node):
    """The type of `none` alone."""

    kind: Literal["none"] = "none"


@node
class ErrorType(Node):
    """The type of what is already reported; compatible with everything. Never in a finished IR."""

    kind: Literal["error"] = "error"


Type = Annotated[
    TextType
    | IntType
    | FloatType
    | DecimalType
    | BoolType
    | DateType
    | TimeType
    | DatetimeType
    | DurationType
    | EnumType
    | RefType
    | RecordType
    | ListType
    | MapType
    | PairType
    | OptionType
    | ObjectType
    | NoneType
    | ErrorType,
    ByKind(),
]

MONEY = DecimalType()
TEXT, INT, FLOAT, BOOL = TextType(), IntType(), FloatType(), BoolType()
DATE, TIME, DATETIME, DURATION = DateType(), TimeType(), DatetimeType(), DurationType()
NONE, ERROR = NoneType(), ErrorType()
DECIMAL_LIMIT = 10**15
"""Money and decimals stay within ± this many of their smallest unit."""


def strip(type_: Type) -> Type:
    """`type_` without the limits of its declaration, inside lists, maps and options too."""
    match type_:
        case TextType():
            return TEXT
        case IntType():
            return INT
        case FloatType():
            return FLOAT
        case DecimalType():
            return DecimalType(places=type_.places, money=type_.money)
        case ListType():
            return ListType(item=strip(type_.item))
        case MapType():
            return MapType(key=strip(type_.key), value=strip(type_.value))
        case PairType():
            return PairType(first=strip(type_.first), second=strip(type_.second))
        case OptionType():
            return OptionType(item=strip(type_.item))
        case ObjectType():
            return ObjectType(
                fields=tuple(replace(f, type=strip(f.type), doc=None) for f in type_.fields)
            )
        case _:
            return type_


def same_type(a: Type, b: Type) -> bool:
    """Whether the two are the same but for limits."""
    return strip(a) == strip(b)


def optional(type_: Type) -> Type:
    """`T?` of T; of `T?`, itself."""
    return type_ if isinstance(type_, OptionType | NoneType | ErrorType) else OptionType(item=type_)


def unwrap(type_: Type) -> Type:
    """T of `T?`; of any other, itself."""
    return type_.item if isinstance(type_, OptionType) else type_


def show(type_: Type) -> str:
    """The type as a spec writes it, for messages and cards: `text(1..80)`, `[Order]`, `money?`."""
    match type_:
        case TextType() | IntType() | FloatType():
            return type_.kind + _limits(type_.low, type_.high)
        case DecimalType():
            unit = 10**type_.places
            low = None if type_.low is None else _plain(type_.low, unit)
            high = None if type_.high is None else _plain(type_.high, unit)
            if type_.money:
                return "money" + _limits(low, high)
            limits = _limits(low, high)
            return f"decimal({type_.places}{', ' + limits[1:-1] if limits else ''})"
        case EnumType() | RecordType():
            return type_.name
        case RefType():
            return type_.entity
        case ListType():
            return f"[{show(type_.item)}]"
        case MapType():
            return f"{{{show(type_.key)}: {show(type_.value)}}}"
        case PairType():
            return f"({show(type_.first)}, {show(type_.second)})"
        case OptionType():
            return show(type_.item) + "?"
        case ObjectType():
            return (
                "{ " + ", ".join(f.name + ("?" if f.optional else "") for f in type_.fields) + " }"
            )
        case _:
            return type_.kind


def _limits(low: object, high: object) -> str:
    if low is None and high is None:
        return ""
    return f"({'' if low is None else low}..{'' if high is None else high})"


def _plain(value: int, unit: int) -> str:
    whole, part = divmod(abs(value), unit)
    digits = len(str(unit)) - 1
    text = str(whole) if part == 0 else f"{whole}.{part:0{digits}d}"
    return ("-" if value < 0 else "") + text
