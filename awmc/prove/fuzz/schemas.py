"""Whether a JSON value is what a JSON Schema of tools.json says: the keywords that awmc itself writes, and no others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


def mismatch(schema: Schema, value: Any) -> str | None:
    """What is wrong with the value first, with its place; None if it fits."""
    return next(_mismatches(schema, value, "the result"), None)


def _mismatches(schema: Schema, value: Any, place: str) -> Iterator[str]:
    options = schema.get("anyOf")
    if options is not None and all(next(_mismatches(o, value, place), None) for o in options):
        yield f"{place} is {_short(value)}, which fits none of its {len(options)} forms"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place} is {_short(value)}, which is none of {_short(schema['enum'])}"
    kind = schema.get("type")
    if kind is not None and not _is(kind, value):
        yield f"{place} is {_short(value)}, not of the type {kind}"
    elif isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{place} is {_short(value)}, which does not match {schema['pattern']}"
    elif isinstance(value, dict) and kind == "object":
        yield from _object(schema, value, place)
    elif isinstance(value, list) and kind == "array":
        yield from _array(schema, value, place)


def _is(kind: str, value: Any) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _TYPES[kind])


def _object(schema: Schema, value: dict[str, Any], place: str) -> Iterator[str]:
    known = schema.get("properties", {})
    rest = schema.get("additionalProperties", True)
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{place} has no {name}"
    for name, item in value.items():
        if name in known:
            yield from _mismatches(known[name], item, f"{place}.{name}")
        elif rest is False:
            yield f"{place} has the unknown name {_short(name)}"
        elif isinstance(rest, dict):
            yield from _mismatches(schema.get("propertyNames", {}), name, f"a name of {place}")
            yield from _mismatches(rest, item, f"{place}.{name}")


def _array(schema: Schema, value: list[Any], place: str) -> Iterator[str]:
    first = schema.get("prefixItems", [])
    rest = schema.get("items", True)
    if len(value) < schema.get("minItems", 0):
        yield f"{place} has {len(value)} items only"
    for number, item in enumerate(value):
        if number < len(first):
            yield from _mismatches(first[number], item, f"{place}[{number}]")
        elif rest is False:
            yield f"{place} has more than {len(first)} items"
        elif isinstance(rest, dict):
            yield from _mismatches(rest, item, f"{place}[{number}]")


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:77] + "..."
