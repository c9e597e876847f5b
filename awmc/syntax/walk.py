"""Going through a tree, whatever its nodes.

In: a node. Out: its children, all its descendants, or the tree without spans. Guaranteed: iterative or as deep as the
tree, which the parser limits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from awmc.fields import names, values
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
        waiting += reversed(_children(current))


def shape(value: object, *, places: bool = False) -> object:
    """What a node says, without where: equal for trees that differ in spans only; with `places`, where too."""
    if isinstance(value, Node):
        said = [
            shape(getattr(value, name), places=places)
            for name in names(type(value))
            if places or name != "span"
        ]
        return type(value).__name__, *said
    if isinstance(value, tuple):
        return tuple(shape(item, places=places) for item in value)
    return value


def _children(node: Node) -> list[Node]:
    found: list[Node] = []
    _collect(values(node), found)
    return found


def _collect(held: tuple[Any, ...], found: list[Node]) -> None:
    for value in held:
        if isinstance(value, Node):
            found.append(value)
        elif isinstance(value, tuple):
            _collect(value, found)
