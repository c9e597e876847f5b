"""Going through a tree, whatever its nodes.

In: a node. Out: its children, all its descendants, or the tree without spans. Guaranteed: iterative or as deep as the
tree, which the parser limits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from awmc.syntax.ast import Node


def children(node: Node) -> Iterator[Node]:
    """The nodes right below, in the order of their fields."""
    return iter(_children(node))


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, each before what is below it."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(_children(current)))


def shape(value: object, *, places: bool = False) -> object:
    """What a node says, without where: equal for trees that differ in spans only; with `places`, where too."""
    if isinstance(value, Node):
        names = [name for name in _names(type(value)) if places or name != "span"]
        said = [shape(getattr(value, name), places=places) for name in names]
        return type(value).__name__, *said
    if isinstance(value, tuple):
        return tuple(shape(item, places=places) for item in value)
    return value


_NAMES: dict[type, tuple[str, ...]] = {}
"""The fields of each class of nodes, which are asked for at every step."""


def _names(kind: type[Node]) -> tuple[str, ...]:
    found = _NAMES.get(kind)
    if found is None:
        found = _NAMES[kind] = tuple(field.name for field in fields(kind))
    return found


def _children(node: Node) -> list[Node]:
    found: list[Node] = []
    for name in _names(type(node)):
        _collect(getattr(node, name), found)
    return found


def _collect(value: object, found: list[Node]) -> None:
    if isinstance(value, Node):
        found.append(value)
    elif isinstance(value, tuple):
        for item in value:
            _collect(item, found)
