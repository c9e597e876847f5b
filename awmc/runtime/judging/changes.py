"""The net changes between two states of the data, and when two stored values are one value of the language.

In: states, table -> key -> column -> stored value. Out: `Changes`. A row is known by its key: one that was deleted and made again under its key is
at most changed, one that was made and deleted again is nothing. Guaranteed: order is that of the entities, the rows and the columns.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from typing import Any

from awmc.runtime.judging.model import Changes, Entity, Key, Values

State = Mapping[str, Mapping[Key, Values]]
"""Table -> key -> column -> value as stored."""


def between(entities: Mapping[str, Entity], before: State, after: State) -> Changes:
    """What is different in `after`. A table that is in neither counts as empty; `scratch` columns are in it."""
    created: dict[str, dict[Key, Values]] = {}
    changed: dict[str, dict[Key, dict[str, tuple[Any, Any]]]] = {}
    deleted: dict[str, tuple[Key, ...]] = {}
    for table, entity in entities.items():
        old, new = before.get(table, {}), after.get(table, {})
        if made := {key: row for key, row in new.items() if key not in old}:
            created[table] = made
        cells = {key: _differing(entity, old[key], row) for key, row in new.items() if key in old}
        if cells := {key: columns for key, columns in cells.items() if columns}:
            changed[table] = cells
        if gone := tuple(key for key in old if key not in new):
            deleted[table] = gone
    return Changes(created, changed, deleted)


def _differing(entity: Entity, old: Values, new: Values) -> dict[str, tuple[Any, Any]]:
    if old == new and _types_of(old) == _types_of(new):
        return {}
    return {
        column: (old.get(column), new.get(column))
        for column in entity.columns
        if not same_value(entity, column, old.get(column), new.get(column))
    }


def _types_of(row: Values) -> list[type]:
    return [type(value) for value in row.values()]


def same_value(entity: Entity, column: str, a: Any, b: Any) -> bool:
    """Whether two stored values are equal in the language: lists and maps by value, a map whatever its order, 1 as 1.0 in a column
    of floats."""
    if type(a) is type(b) and (a == b or column not in entity.jsons):
        return bool(a == b)
    return canonical(entity, column, a) == canonical(entity, column, b)


def canonical(entity: Entity, column: str, value: Any) -> Hashable:
    """A form of a stored value that equals that of another just where the values are equal."""
    if value is None:
        return None
    if column in entity.jsons and isinstance(value, str):
        try:
            return ("json", _frozen(json.loads(value)))
        except (ValueError, RecursionError):  # a file that somebody else wrote
            return ("text", value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        is_real = column in entity.columns and _sql_type(entity, column) == "REAL"
        return ("number", value) if is_real else (type(value).__name__, value)
    return (type(value).__name__, value)


def _sql_type(entity: Entity, column: str) -> str:
    return entity.types[entity.columns.index(column)] if entity.types else ""


def _frozen(value: Any) -> Hashable:
    """A JSON value as one that can be compared and hashed; true is not 1, but 1.0 is: numbers in lists of floats."""
    match value:
        case dict():
            return frozenset((key, _frozen(inner)) for key, inner in value.items())
        case list():
            return ("list", *(_frozen(inner) for inner in value))
        case bool():
            return ("bool", value)
        case _:
            return value if isinstance(value, Hashable) else repr(value)


def shown_row(entity: Entity | None, table: str, key: Key) -> str:
    """A row as a message names it: `Loan 'L00018'`, `Seat ('A', 3)`, of the row of a `state` only `Game`."""
    name = entity.name if entity else table
    if not key:
        return name
    return f"{name} {key[0]!r}" if len(key) == 1 else f"{name} {key!r}"


def shown_cell(entity: Entity | None, column: str, value: Any) -> str:
    """A stored value as a message says it."""
    if value is None:
        return "none"
    if entity and column in entity.bools and value in (0, 1):
        return "true" if value else "false"
    places = entity.decimals.get(column) if entity else None
    if places is not None and isinstance(value, int):
        digits = str(abs(value)).rjust(places + 1, "0")
        split = len(digits) - places
        return f"{'-' * (value < 0)}{digits[:split]}{'.' * (places > 0)}{digits[split:]}"
    text = str(value)
    return text if len(text) <= 80 else f"{text[:80]}…"


def shown_column(entity: Entity | None, column: str) -> str:
    """A column under the name that the spec has for it."""
    return entity.attributes.get(column, column) if entity else column


def some_of(sentences: list[str], limit: int = 20) -> list[str]:
    """The first sentences, and how many more there are."""
    more = len(sentences) - limit
    if more <= 0:
        return sentences
    return [*sentences[:limit], f"and {more} more difference{'s' * (more != 1)}"]
