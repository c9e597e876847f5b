"""Concrete places in JSON values.

In: a value, and a place or a form of places. Out: what stands there. Guaranteed: order is that of the value.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from awmc.synth.more_tasks.graph import ITEM, Path

Place = tuple[str | int, ...]
"""The names of fields and the numbers of items, from outside in."""


def places(value: Any, path: Path, wanted: Any) -> Iterator[Place]:
    """The places of that form which have the wanted value."""
    if not path:
        if value == wanted and type(value) is type(wanted):
            yield ()
        return
    first, rest = path[0], path[1:]
    if first == ITEM:
        for at, item in enumerate(value if isinstance(value, list) else ()):
            yield from ((at, *place) for place in places(item, rest, wanted))
    elif isinstance(value, dict) and first in value:
        yield from ((first, *place) for place in places(value[first], rest, wanted))


def value_at(value: Any, place: Place) -> Any:
    """The value at a place; None where there is none."""
    for part in place:
        if isinstance(value, dict):
            value = value.get(str(part))
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value


def leaves(value: Any, place: Place = (), depth: int = 4) -> Iterator[tuple[Place, Any]]:
    """The plain values of an item and of the objects in it, lists left out."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if depth:
                yield from leaves(inner, (*place, name), depth - 1)
    elif not isinstance(value, list):
        yield place, value


def form(place: Place) -> tuple[str, ...]:
    """A place, whichever the items of lists."""
    return tuple(ITEM if isinstance(part, int) else part for part in place)
