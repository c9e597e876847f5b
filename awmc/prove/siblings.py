"""Other values of the same kind: what an agent that is nearly right would give in place of an argument.

In: the rows of the start, a parameter with its JSON Schema, and its right value. Out: other values, the nearest first. For a parameter
without a right value, values that it may take. Guaranteed: none equals the right one.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from awmc.prove.live import Live
from awmc.runtime.functions.dates import is_date, is_datetime, is_time

Schema = Mapping[str, Any]
_FAR = 10**12
"""Limits of this size are those of the type, not the spec's."""
_NEAR = 12
"""How many rows are looked at."""
_WORDS = ("Something else", "another@example.org", "4444", "NL91ABNA0417164300")


def plain(schema: Schema) -> Schema:
    """A schema without its `null`."""
    options = [s for s in schema.get("anyOf", ()) if s.get("type") != "null"]
    return options[0] if options else schema


def siblings(live: Live, tool: str, name: str, schema: Schema, value: Any) -> list[Any]:
    """Other values for an argument with the JSON Schema `schema`, the nearest first."""
    found = _siblings(live, tool, name, plain(schema), value)
    return [other for n, other in enumerate(found) if other != value and other not in found[:n]]


def _siblings(live: Live, tool: str, name: str, schema: Schema, value: Any) -> list[Any]:
    match value:
        case bool():
            return [not value]
        case int() | float():
            table = live.table_of(tool, name, value)
            return _numbers(schema, value) if table is None else live.near(table, value)[:_NEAR]
        case list():
            return list(_lists(live, tool, name, schema, value))
        case dict():
            return list(_records(live, tool, schema, value))
        case str():
            return _texts(live, tool, name, schema, value)
        case _:
            return []


def _numbers(schema: Schema, value: float) -> list[Any]:
    steps = [
        value + 1,
        value - 1,
        value * 2,
        schema.get("minimum", value),
        schema.get("maximum", value),
    ]
    low, high = schema.get("minimum", -_FAR), schema.get("maximum", _FAR)
    return [_short(v) for v in steps if low <= v <= high and abs(v) < _FAR]


def _short(number: float) -> float:
    return round(number, 9) if isinstance(number, float) else number


def _texts(live: Live, tool: str, name: str, schema: Schema, value: str) -> list[Any]:
    if "enum" in schema:
        return list(schema["enum"])
    if is_date(value) or is_datetime(value) or is_time(value):
        return times_near(value)
    table = live.table_of(tool, name, value)
    if table is not None:
        return live.near(table, value)[:_NEAR]
    longest = schema.get("maxLength", 10**6)
    others = [text for text in live.texts(name) if text.casefold() != value.casefold()]
    return [text[:longest] for text in (*others[:2], *_WORDS, value[::-1])]


def times_near(value: str) -> list[Any]:
    """A day later and earlier, or an hour of a time or datetime."""
    if is_time(value):
        hour = int(value[:2])
        return [f"{h:02}{value[2:]}" for h in (hour + 1, hour - 1) if 0 <= h < 24]
    moment = datetime.datetime.fromisoformat(value)
    if is_date(value):
        return [near.date().isoformat() for near in _moments_near(moment, (24, -24))]
    return [near.isoformat() for near in _moments_near(moment, (1, 24, -24))]


def _moments_near(moment: datetime.datetime, hours: tuple[int, ...]) -> list[datetime.datetime]:
    """So many hours later, where the calendar reaches so far."""
    first, last = moment - datetime.datetime.min, datetime.datetime.max - moment
    steps = [datetime.timedelta(hours=n) for n in hours]
    return [moment + step for step in steps if -first <= step <= last]


def _lists(
    live: Live, tool: str, name: str, schema: Schema, value: list[Any]
) -> Iterator[list[Any]]:
    for n in range(len(value)):
        yield value[:n] + value[n + 1 :]
    for n, item in enumerate(value):
        others = siblings(live, tool, name, schema.get("items", {}), item)
        new = [other for other in others if other not in value]
        yield from ([*value[:n], other, *value[n + 1 :]] for other in new[:4])
        yield from ([*value, other] for other in new[:4] if n == 0)


def _records(live: Live, tool: str, schema: Schema, value: Mapping[str, Any]) -> Iterator[Any]:
    for field, part in value.items():
        inner = schema.get("properties", {}).get(field, {})
        for other in siblings(live, tool, field, inner, part)[:1]:
            yield {**value, field: other}


def choices(live: Live, tool: str, name: str, schema: Schema) -> list[Any]:
    """Values that a parameter may take: keys of rows, members, numbers, texts; the actor's own rows first."""
    schema = plain(schema)
    match schema.get("type"):
        case "boolean":
            return [True, False]
        case "integer" | "number":
            keys = [k for t in live.tables_named(tool, name) for k in live.keys(t)[:_NEAR]]
            low = schema.get("minimum", 1)
            return [k for k in keys if isinstance(k, int)] or [low if 0 < low < _FAR else 1, 2]
        case "array":
            return [[]]
        case "object":
            fields = schema.get("properties", {}).items()
            return [{field: choices(live, tool, field, inner)[0] for field, inner in fields}]
        case _:
            return _text_choices(live, tool, name, schema)


def _text_choices(live: Live, tool: str, name: str, schema: Schema) -> list[Any]:
    if "enum" in schema:
        return list(schema["enum"])
    now = datetime.datetime.fromisoformat(live.environment.definition.clock)
    tomorrow = _moments_near(now, (24, -24))[0].date()
    if schema.get("format") == "date":
        return [tomorrow.isoformat()]
    if "T(" in schema.get("pattern", ""):
        hours = [datetime.datetime.combine(tomorrow, datetime.time(h)) for h in (11, 12)]
        return [hour.isoformat() for hour in hours]
    if "pattern" in schema:
        return ["11:00"]
    keys = [k for t in live.tables_named(tool, name) for k in live.keys(t)[:_NEAR]]
    longest = schema.get("maxLength", 10**6)
    return [k for k in keys if isinstance(k, str)] or [word[:longest] for word in _WORDS]
