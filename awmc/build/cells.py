"""Cells of data files: a text of CSV, or a value of JSON, as a value of a field's type, and that as columns.

Values are in run-time form (`awmc.ir.types`), but for references: a row is the tuple of its key, which is all that a file can
name it by. `NotA` says what a cell should have been.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any, NoReturn, assert_never

from awmc.ir import types as t
from awmc.ir.columns import PRESENCE, field_columns, key_columns
from awmc.ir.expr import Expr
from awmc.ir.model import Environment, Field
from awmc.runtime.functions.dates import is_date, is_datetime, is_time
from awmc.runtime.limits import INT_HIGH, INT_LOW, TEXT_LENGTH

_INT = re.compile(r"[+-]?[0-9]{1,20}")
_NUMBER = re.compile(r"[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})([eE][+-]?[0-9]{1,3})?")
_BOOLS = {"true": True, "false": False}


@dataclass(frozen=True)
class Cells:
    """What reading cells needs: the types, and the value of a default."""

    env: Environment
    evaluate: Callable[[Expr], Any]


class NotA(Exception):
    """A cell that does not fit: the value, what was expected in words, and a hint or ""."""

    def __init__(self, value: object, expected: str, hint: str = "") -> None:
        super().__init__(expected)
        self.value = value
        self.expected = expected
        self.hint = hint


def parse_json(text: str) -> Any:
    """The value of a JSON text, its fractions exact. Raises ValueError, with what is wrong as its words."""
    try:
        return json.loads(
            text,
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_object,
        )
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"an object has {json.dumps(twice[:60])} twice")
    return made


def from_text(cx: Cells, type_: t.Type, text: str) -> Any:
    """The value of a CSV cell. An empty one is none where there may be none."""
    match type_:
        case t.OptionType(item=item):
            return None if text == "" else from_text(cx, item, text)
        case t.TextType():
            return from_json(cx, type_, text)
        case t.IntType() | t.DurationType():
            return from_json(cx, type_, _whole(cx, type_, text))
        case t.FloatType() | t.DecimalType():
            return from_json(cx, type_, _number(cx, type_, text))
        case t.BoolType():
            return from_json(cx, type_, _BOOLS.get(text.strip().lower(), text))
        case t.RefType(entity=entity):
            keys = key_columns(cx.env, cx.env.entity(entity))
            if len(keys) == 1:
                return (from_text(cx, keys[0].type, text),)
            return from_json(cx, type_, _inner_json(cx, type_, text))
        case t.ListType() | t.MapType() | t.RecordType():
            return from_json(cx, type_, _inner_json(cx, type_, text))
        case _:
            return from_json(cx, type_, text.strip())


def _whole(cx: Cells, type_: t.Type, text: str) -> int:
    if _INT.fullmatch(text.strip()) is None:
        raise _wrong(cx, type_, text)
    return int(text)


def _number(cx: Cells, type_: t.Type, text: str) -> Decimal:
    if _NUMBER.fullmatch(text.strip()) is None:
        raise _wrong(cx, type_, text)
    return Decimal(text.strip())


def _inner_json(cx: Cells, type_: t.Type, text: str) -> Any:
    try:
        return parse_json(text)
    except ValueError as error:
        hint = f"lists, maps, records and compound keys are written as JSON: {error}"
        raise NotA(text, expected(cx, type_), hint) from None


def from_json(cx: Cells, type_: t.Type, value: Any) -> Any:
    """The run-time value of a JSON value (of `parse_json`)."""
    match type_:
        case t.OptionType(item=item):
            return None if value is None else from_json(cx, item, value)
        case t.TextType():
            return _text(cx, type_, value)
        case t.IntType() | t.DurationType():
            return _int(cx, type_, value)
        case t.FloatType():
            return _float(cx, type_, value)
        case t.DecimalType():
            return _decimal(cx, type_, value)
        case t.BoolType():
            if not isinstance(value, bool):
                raise _wrong(cx, type_, value)
            return value
        case t.DateType() | t.TimeType() | t.DatetimeType():
            return _time(cx, type_, value)
        case t.EnumType(name=name):
            return _member(cx, name, value)
        case t.RefType():
            return _key(cx, type_, value)
        case t.RecordType():
            return _record(cx, type_, value)
        case t.ListType(item=item):
            if not isinstance(value, list):
                raise _wrong(cx, type_, value)
            return [from_json(cx, item, inner) for inner in value]
        case t.MapType():
            return _map(cx, type_, value)
        case t.PairType() | t.ObjectType() | t.NoneType() | t.ErrorType():
            raise TypeError(f"no field has the type {type_!r}")
        case _:
            assert_never(type_)


def _text(cx: Cells, type_: t.Type, value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong(cx, type_, value)
    if len(value) > TEXT_LENGTH:
        raise NotA(value, f"a text of at most {TEXT_LENGTH} characters")
    if "\0" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise NotA(value, "a text without U+0000 and lone surrogates")
    return value


def _int(cx: Cells, type_: t.Type, value: Any) -> int:
    if isinstance(value, Decimal) and value == value.to_integral_value() and abs(value) < 2**63:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(cx, type_, value)
    if not INT_LOW <= value <= INT_HIGH:
        raise NotA(value, "a whole number of at most 64 bits")
    return value


def _float(cx: Cells, type_: t.Type, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _wrong(cx, type_, value)
    try:
        made = float(value)
    except OverflowError:
        raise NotA(value, "a finite number") from None
    if not isfinite(made):
        raise NotA(value, "a finite number")
    return made


def _decimal(cx: Cells, type_: t.DecimalType, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _wrong(cx, type_, value)
    if not -t.DECIMAL_LIMIT <= value <= t.DECIMAL_LIMIT:
        raise NotA(value, "within what money and decimals can hold")
    try:
        units = Decimal(value).scaleb(type_.places)
        whole = units.to_integral_value()
    except InvalidOperation:
        raise _wrong(cx, type_, value) from None
    if units != whole:
        raise NotA(value, f"a number of at most {type_.places} decimals")
    if abs(whole) > t.DECIMAL_LIMIT:
        raise NotA(value, "within what money and decimals can hold")
    return int(whole)


def _time(cx: Cells, type_: t.DateType | t.TimeType | t.DatetimeType, value: Any) -> str:
    holds = {"date": is_date, "time": is_time, "datetime": is_datetime}[type_.kind]
    if not isinstance(value, str) or len(value) > 40 or not holds(value):
        raise _wrong(cx, type_, value)
    return value


def _member(cx: Cells, name: str, value: Any) -> str:
    members = cx.env.enum(name).members
    for member in members:
        if value == member.spelling:
            return member.spelling
    for member in members:
        if value == member.name:
            return member.spelling
    raise _wrong(cx, t.EnumType(name=name), value)


def _key(cx: Cells, type_: t.RefType, value: Any) -> tuple[Any, ...]:
    keys = key_columns(cx.env, cx.env.entity(type_.entity))
    parts = value
    if isinstance(value, dict):
        parts = [value.get(key.name) for key in keys] if len(value) == len(keys) else None
    elif not isinstance(value, list):
        parts = [value]
    if not isinstance(parts, list) or len(parts) != len(keys):
        raise _wrong(cx, type_, value)
    return tuple(from_json(cx, key.type, part) for key, part in zip(keys, parts, strict=True))


def _record(cx: Cells, type_: t.RecordType, value: Any) -> dict[str, Any]:
    fields = cx.env.record(type_.name).fields
    if not isinstance(value, dict):
        raise _wrong(cx, type_, value)
    unknown = [name for name in value if name not in {field.name for field in fields}]
    if unknown:
        known = ", ".join(field.name for field in fields)
        raise NotA(value, expected(cx, type_), f"`{unknown[0]}` is none of its fields: {known}")
    made: dict[str, Any] = {}
    for field in fields:
        if field.name in value:
            made[field.name] = from_json(cx, field.type, value[field.name])
        elif field.default is not None:
            made[field.name] = cx.evaluate(field.default)
        elif isinstance(field.type, t.OptionType):
            made[field.name] = None
        else:
            raise NotA(value, expected(cx, type_), f"its field `{field.name}` is missing")
    return made


def _map(cx: Cells, type_: t.MapType, value: Any) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise _wrong(cx, type_, value)
    return {
        from_text(cx, type_.key, key): from_json(cx, type_.value, inner)
        for key, inner in value.items()
    }


def _wrong(cx: Cells, type_: t.Type, value: Any) -> NotA:
    hint = ""
    if isinstance(type_, t.DatetimeType):
        hint = "a datetime is written as 2024-05-15T09:30:00"
    elif isinstance(type_, t.EnumType):
        hint = "its members are " + ", ".join(m.spelling for m in cx.env.enum(type_.name).members)
    return NotA(value, expected(cx, type_), hint)


def expected(cx: Cells, type_: t.Type) -> str:
    """A type as a phrase."""
    match type_:
        case t.RefType(entity=entity):
            keys = ", ".join(key.name for key in key_columns(cx.env, cx.env.entity(entity)))
            return f"the key ({keys}) of a row of `{entity}`"
        case _:
            return f"`{t.show(t.strip(type_))}`"


def spread(env: Environment, field: Field, value: Any) -> list[Any]:
    """The value of a field as those of its columns, in order."""
    return [_at(env, field.type, value, column.path[1:]) for column in field_columns(env, field)]


def _at(env: Environment, type_: t.Type, value: Any, path: tuple[str, ...]) -> Any:
    match type_:
        case t.OptionType(item=item):
            if path == (PRESENCE,):
                return value is not None
            if value is None:
                return False if path[-1:] == (PRESENCE,) else None
            return _at(env, item, value, path)
        case t.RefType(entity=entity):
            keys = key_columns(env, env.entity(entity))
            return value[[key.path for key in keys].index(path)]
        case t.RecordType(name=name):
            types = {field.name: field.type for field in env.record(name).fields}
            return _at(env, types[path[0]], value[path[0]], path[1:])
        case _:
            return value
