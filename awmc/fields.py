"""What the nodes of trees hold, whatever their class.

In: a dataclass, or one of its instances. Out: the names of its fields, or their values, in order. Guaranteed: what is asked of each node of a
tree costs one look-up; `dataclasses.fields` is too slow for that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any

_NAMES: dict[type, tuple[str, ...]] = {}
_GETTERS: dict[type, Callable[[Any], tuple[Any, ...]]] = {}


def names(kind: type) -> tuple[str, ...]:
    """The names of the fields of a dataclass."""
    found = _NAMES.get(kind)
    if found is None:
        found = _NAMES[kind] = tuple(field.name for field in fields(kind))
    return found


def values(node: object) -> tuple[Any, ...]:
    """What the fields of an instance of a dataclass hold."""
    kind = type(node)
    found = _GETTERS.get(kind)
    if found is None:
        found = _GETTERS[kind] = _getter(names(kind))
    return found(node)


def shown(node: object) -> str:
    """An instance as the `repr` of a dataclass shows it."""
    kind = type(node)
    parts = (f"{name}={value!r}" for name, value in zip(names(kind), values(node), strict=True))
    return f"{kind.__qualname__}({', '.join(parts)})"


def _getter(wanted: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if len(wanted) > 1:
        return attrgetter(*wanted)
    return lambda node: tuple(getattr(node, name) for name in wanted)
