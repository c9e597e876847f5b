"""The types of arguments, for generated `models.py`: exact JSON types in, run-time values out.

| annotation | takes | gives |
|---|---|---|
| `Text`, with `Length(1, 80)` | a string without U+0000 and lone surrogates | str |
| `Int`, with `Limits(0, 50)` | an integer of 64 bits; 3.0 counts | int |
| `Float`, with `Limits(0.0, 1.0)` | a finite number | float |
| `Bool` | true, false | bool |
| `Money`, `Annotated[int, Decimals(3)]`, with `Units(0, None, 2)` | a number with no more decimals than it has | int, the smallest unit |
| `Date` `Time` `Datetime` | the one ISO form | str |
| `Duration` | seconds | int |
| `IntKey` | a key of a JSON object that is an int | int |

An enum is a `Literal`, a list `Items[T]`, a map `Entries[K, T]`, a record a dict of its `Fields`.
The messages complete the sentence "`name` …".
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    Strict,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from awmc.runtime.functions.dates import is_date, is_datetime, is_time
from awmc.runtime.limits import DECIMAL_LIMIT, INT_HIGH, INT_LOW, LIST_LENGTH, TEXT_LENGTH

__all__ = [
    "Bool",
    "Date",
    "Datetime",
    "Decimals",
    "Duration",
    "Entries",
    "Fields",
    "Float",
    "Int",
    "IntKey",
    "Items",
    "Length",
    "Limits",
    "Money",
    "Text",
    "Time",
    "Units",
]

K = TypeVar("K")
T = TypeVar("T")


def _wrong(wanted: str) -> PydanticCustomError:
    # The text goes in as a value: a spec's or a caller's braces are no placeholders.
    return PydanticCustomError("awmc", "{wanted}", {"wanted": wanted})


def _text(value: str) -> str:
    if len(value) > TEXT_LENGTH:
        raise _wrong(f"must have at most {TEXT_LENGTH} characters")
    if "\0" in value:
        raise _wrong("must not contain the character U+0000")
    if not value.isascii():
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise _wrong("must not contain lone surrogates") from None
    return value


def _int(value: object) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong("must be an integer")
    if not INT_LOW <= value <= INT_HIGH:
        raise _wrong("must be an integer of at most 64 bits")
    return value


def _float(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong("must be a number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise _wrong("must be a finite number")
    return number


def _decimal(places: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _wrong("must be a number")
        if isinstance(value, float) and not math.isfinite(value):
            raise _wrong("must be a finite number")
        if abs(value) > DECIMAL_LIMIT:
            raise _wrong("must be within what money and decimals can hold")
        units = Decimal(repr(value)).scaleb(places)
        if units != units.to_integral_value():
            raise _wrong(f"must have at most {places} decimals")
        if abs(units) > DECIMAL_LIMIT:
            raise _wrong("must be within what money and decimals can hold")
        return int(units)

    return read


def _form(holds: Callable[[str], bool], wanted: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if len(value) > 40 or not holds(value):
            raise _wrong(wanted)
        return value

    return read


def _int_key(value: object) -> int:
    if isinstance(value, str) and len(value) <= 20 and value.lstrip("-").isdigit():
        number = int(value)
        if str(number) == value:
            return _int(number)
    raise _wrong("must be an integer key")


@dataclass(frozen=True)
class Decimals:
    """`Annotated[int, Decimals(n)]`: a decimal of n places, as an int of its smallest unit."""

    places: int

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_decimal(self.places), handler(source))


@dataclass(frozen=True)
class Limits:
    """The least and greatest value of an `Int`, `Float` or `Duration`; None for none."""

    low: float | None = None
    high: float | None = None

    def check(self, value: float) -> float:
        """`value`, if it is within."""
        if (self.low is not None and value < self.low) or (
            self.high is not None and value > self.high
        ):
            raise _wrong(_between(self.low, self.high))
        return value

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))


@dataclass(frozen=True)
class Units:
    """The least and greatest value of a decimal of `places` places, in its smallest unit; None for none."""

    low: int | None = None
    high: int | None = None
    places: int = 2

    def check(self, value: int) -> int:
        """`value`, if it is within."""
        if (self.low is not None and value < self.low) or (
            self.high is not None and value > self.high
        ):
            raise _wrong(_between(self._number(self.low), self._number(self.high)))
        return value

    def _number(self, units: int | None) -> str | None:
        return None if units is None else str(Decimal(units).scaleb(-self.places))

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))


@dataclass(frozen=True)
class Fields:
    """`Annotated[dict[str, Any], Fields(AddressFields)]`: a record, checked by the model `shape` and given as a dict of all its fields."""

    shape: type[BaseModel]

    def values(self, record: BaseModel) -> dict[str, Any]:
        """The fields by the names that JSON has for them, in declared order."""
        fields = self.shape.model_fields.items()
        return {field.alias or name: getattr(record, name) for name, field in fields}

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        shape = handler.generate_schema(self.shape)
        return core_schema.no_info_after_validator_function(self.values, shape)


@dataclass(frozen=True)
class Length:
    """The least and greatest length of a `Text`, in characters; None for none."""

    low: int | None = None
    high: int | None = None

    def check(self, value: str) -> str:
        """`value`, if it is as long."""
        if (self.low is not None and len(value) < self.low) or (
            self.high is not None and len(value) > self.high
        ):
            raise _wrong(f"must have {_between(self.low, self.high)[8:]} characters")
        return value

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))


def _between(low: object, high: object) -> str:
    if low is None:
        return f"must be at most {high}"
    return f"must be at least {low}" if high is None else f"must be from {low} to {high}"


Text = Annotated[str, Strict(), AfterValidator(_text)]
Int = Annotated[int, BeforeValidator(_int)]
Float = Annotated[float, BeforeValidator(_float)]
Bool = Annotated[bool, Strict()]
Money = Annotated[int, Decimals(2)]
Date = Annotated[str, Strict(), AfterValidator(_form(is_date, "must be a date such as 2024-05-15"))]
Time = Annotated[str, Strict(), AfterValidator(_form(is_time, "must be a time such as 09:30"))]
Datetime = Annotated[
    str,
    Strict(),
    AfterValidator(_form(is_datetime, "must be a datetime such as 2024-05-15T09:30:00")),
]
Duration = Int
IntKey = Annotated[int, BeforeValidator(_int_key)]
Items = Annotated[list[T], Strict(), Field(max_length=LIST_LENGTH)]
Entries = Annotated[dict[K, T], Strict(), Field(max_length=LIST_LENGTH)]
