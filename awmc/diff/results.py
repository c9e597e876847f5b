"""How the result of a tool differs, field by field.

In: the JSON Schemas of an old and a new result. Out: `Difference`s, each with the path of the field (`loans[].due`, empty for the whole
result). Descriptions are left aside. A field that was added is told, not compared further.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from awmc.emit.json_schema import Schema

Kind = Literal["removed", "added", "optional", "always", "narrowed", "changed"]


@dataclass(frozen=True)
class Difference:
    """One difference; `old` and `new` say the type in a word or two."""

    kind: Kind
    path: str
    old: str | None = None
    new: str | None = None


def differences(old: Schema, new: Schema, path: str = "") -> Iterator[Difference]:
    """What differs between two results."""
    was, now = _without_null(old), _without_null(new)
    if was.get("type") == now.get("type") and _nullable(old) == _nullable(new):
        match was.get("type"):
            case "object" if "properties" in was and "properties" in now:
                yield from _objects(was, now, path)
                return
            case "array" if "items" in was and "items" in now and "prefixItems" not in was:
                yield from differences(was["items"], now["items"], f"{path}[]")
                return
    if _bare(old) != _bare(new):
        kind: Kind = "narrowed" if _fits(new, old) else "changed"
        yield Difference(kind, path, _shown(old), _shown(new))


def _objects(old: Schema, new: Schema, path: str) -> Iterator[Difference]:
    mine, theirs = old["properties"], new["properties"]
    for name, schema in mine.items():
        inner = f"{path}.{name}" if path else name
        if name not in theirs:
            yield Difference("removed", inner, _shown(schema))
            continue
        was, now = name in old["required"], name in new["required"]
        if was != now:
            yield Difference("always" if now else "optional", inner)
        yield from differences(schema, theirs[name], inner)
    for name, schema in theirs.items():
        if name not in mine:
            yield Difference("added", f"{path}.{name}" if path else name, None, _shown(schema))


def _fits(a: Schema, b: Schema) -> bool:
    """Whether every value of leaf schema `a` is one of `b`."""
    if _nullable(a) and not _nullable(b):
        return False
    mine, theirs = _bare(_without_null(a)), _bare(_without_null(b))
    if mine == theirs:
        return True
    if mine.get("type") == "integer" and theirs == {"type": "number"}:
        return True
    if mine.get("type") == theirs.get("type") == "array":
        return "items" in mine and "items" in theirs and _fits(mine["items"], theirs["items"])
    if "enum" in mine and theirs.get("type") == "string":
        return (
            set(mine["enum"]) <= set(theirs.get("enum", mine["enum"])) and "pattern" not in theirs
        )
    return False


def _nullable(schema: Schema) -> bool:
    return {"type": "null"} in schema.get("anyOf", [schema])


def _without_null(schema: Schema) -> Schema:
    """The schema of a value that is there."""
    parts: list[Schema] = [p for p in schema.get("anyOf", [schema]) if p != {"type": "null"}]
    return parts[0] if parts else schema


def _bare(schema: Any) -> Any:
    """The schema without the words that describe it."""
    if isinstance(schema, list):
        return [_bare(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found: dict[str, Any] = {}
    for name, value in schema.items():
        if name == "properties":
            found[name] = {field: _bare(inner) for field, inner in value.items()}
        elif name in ("required", "enum"):
            found[name] = sorted(value)
        elif name != "description":
            found[name] = _bare(value)
    return found


def _shown(schema: Schema) -> str:
    """The type in a word or two."""
    inner = _without_null(schema)
    kind = str(inner.get("format", inner.get("type", "value")))
    if "enum" in inner:
        kind = " | ".join(map(str, inner["enum"]))
    if kind == "array" and isinstance(inner.get("items"), dict):
        kind = f"list of {_shown(inner['items'])}"
    return f"{kind} or null" if _nullable(schema) and inner is not schema else kind
