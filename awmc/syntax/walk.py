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
    for field in fields(node):
        yield from _nodes(getattr(node, field.name))


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, each before what is below it."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(list(children(current))))


def shape(value: object) -> object:
    """What a node says, without where: equal for trees that differ in spans only."""
    if isinstance(value, Node):
        said = [shape(getattr(value, f.name)) for f in fields(value) if f.name != "span"]
        return type(value).__name__, *said
    if isinstance(value, tuple):
        return tuple(shape(item) for item in value)
    return value


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)
