"""What kinds of values the language has, and SQLite's values as such.

In: a kind, and a value as SQLite gives it. Out: the value as the language has it: text, int, float, Decimal, bool, ISO text for times, lists and maps.
Guaranteed: a value that the kind cannot hold as it is raises `Misfit`, which says why.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any

from awmc.runtime.limits import TEXT_LENGTH

MOST_UNITS = Decimal(10**15)
"""Of money and decimals, in the smallest unit."""
_DATETIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d)?(?:\.0+)?(Z|\+00:00)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"(\d\d:\d\d)(?::00(?:\.0+)?)?", re.ASCII)


class Misfit(Exception):
    """A value that a kind cannot hold; the message says why."""


@dataclass(frozen=True, slots=True)
class Enum:
    """An enum: its name, and its members as (name, spelling)."""

    name: str
    members: tuple[tuple[str, str], ...]

    def member(self, spelling: str) -> str | None:
        """The name of the member that is spelled so."""
        return next((name for name, text in self.members if text == spelling), None)


@dataclass(frozen=True, slots=True)
class Kind:
    """A type without its limits: `text`, `int`, `float`, `decimal`, `bool`, `date`, `time`, `datetime`, `enum`, `list` or `map`."""

    name: str
    places: int = 0
    """Of a decimal."""
    enum: Enum | None = None
    zone: bool = False
    """Of a datetime: whether its values end in a `Z`, which is left out."""
    item: str = "text"
    """Of a list or map: the kind of what it holds."""
    units: bool = False
    """Of a decimal: whether its values are whole numbers of the smallest unit."""

    @property
    def spelled(self) -> str:
        """The type as the language writes it, without limits."""
        match self.name:
            case "decimal":
                return "money" if self.places == 2 else f"decimal({self.places})"
            case "enum":
                return self.enum.name if self.enum else "text"
            case "list":
                return f"[{self.item}]"
            case "map":
                return f"{{text: {self.item}}}"
            case name:
                return name

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers."""
        return self.name in ("int", "float", "decimal")


TEXT, INT, FLOAT, BOOL = Kind("text"), Kind("int"), Kind("float"), Kind("bool")
MONEY = Kind("decimal", places=2)
DATE, TIME, DATETIME, ZONED = (
    Kind("date"),
    Kind("time"),
    Kind("datetime"),
    Kind("datetime", zone=True),
)
LIST, MAP = Kind("list"), Kind("map")
ITEMS = ("text", "int", "bool", "float")
"""What a list or map may hold, in the order in which they are tried."""


def convert(kind: Kind, value: Any) -> Any:
    """The value as one of this kind. Raises Misfit."""
    match kind.name:
        case "text":
            return _text(value)
        case "int":
            if isinstance(value, int):
                return value
            raise Misfit(f"{shown(value)} is no whole number")
        case "float":
            return _float(value)
        case "decimal":
            return _decimal(kind, value)
        case "bool":
            return _bool(value)
        case "enum":
            if isinstance(value, str) and kind.enum and kind.enum.member(value):
                return value
            raise Misfit(f"{shown(value)} is none of the values that its check allows")
        case "list" | "map":
            return _json(kind, value)
        case _:
            return _moment(kind, value)


def shown(value: Any) -> str:
    """A value in a message, short."""
    text = f"x'{value.hex()}'" if isinstance(value, bytes) else repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def as_text(value: Any) -> str:
    """Any value as a text, where nothing else fits all of a column: a blob as its hexadecimal digits. Raises Misfit."""
    if isinstance(value, bytes):
        return value.hex()
    return _text(value if isinstance(value, str) else repr(value))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Misfit(f"{shown(value)} is no text")
    if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise Misfit(f"{shown(value)} has a character that no text may have")
    if len(value) > TEXT_LENGTH:
        raise Misfit(
            f"a text of {len(value)} characters is longer than the {TEXT_LENGTH} that the language allows"
        )
    return value


def _float(value: Any) -> float:
    if not isinstance(value, int | float):
        raise Misfit(f"{shown(value)} is no number")
    if not isfinite(value) or int(float(value)) != int(value):
        raise Misfit(f"{shown(value)} is no number that a float holds")
    return float(value)


def _decimal(kind: Kind, value: Any) -> Decimal:
    if kind.units:
        return Decimal(convert(INT, value)).scaleb(-kind.places)
    number = (
        Decimal(repr(_float(value))) if isinstance(value, float) else Decimal(convert(INT, value))
    )
    units = number.scaleb(kind.places)
    if units != units.to_integral_value():
        raise Misfit(f"{shown(value)} has more than {kind.places} decimals")
    if abs(units) > MOST_UNITS:
        raise Misfit(f"{shown(value)} is more than money and decimals can hold")
    return number.quantize(Decimal(1).scaleb(-kind.places))


def _bool(value: Any) -> bool:
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if value not in (0, 1):
        raise Misfit(f"{shown(value)} is neither true nor false")
    return bool(value)


def _json(kind: Kind, value: Any) -> Any:
    try:
        made = json.loads(_text(value), object_pairs_hook=_pairs)
    except (ValueError, RecursionError) as error:
        raise Misfit(f"{shown(value)} is no JSON") from error
    if not isinstance(made, dict if kind.name == "map" else list):
        raise Misfit(f"{shown(value)} is no {'object' if kind.name == 'map' else 'array'}")
    if isinstance(made, dict):
        return {_text(name): _item(kind, item) for name, item in made.items()}
    return [_item(kind, item) for item in made]


def _item(kind: Kind, value: Any) -> Any:
    """An item of a list or map. Raises Misfit."""
    if isinstance(value, bool) != (kind.item == "bool") or isinstance(value, dict | list):
        raise Misfit(f"{shown(value)} is no {kind.item}")
    return convert(Kind(kind.item), value)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def _moment(kind: Kind, value: Any) -> str:
    wrong = Misfit(f"{shown(value)} is no {kind.name} of the one form that the language has")
    if not isinstance(value, str):
        raise wrong
    try:
        if kind.name == "date" and _DATE.fullmatch(value):
            return date.fromisoformat(value).isoformat()
        if kind.name == "time" and (found := _TIME.fullmatch(value)):
            return time.fromisoformat(found[1]).isoformat("minutes")
        if (
            kind.name == "datetime"
            and (found := _DATETIME.fullmatch(value))
            and bool(found[4]) == kind.zone
        ):
            return datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3] or ':00'}").isoformat()
    except ValueError:
        raise wrong from None
    raise wrong
