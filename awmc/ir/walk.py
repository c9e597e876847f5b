"""Going through IR nodes without knowing their kinds: children, everything below, and rebuilding.

`children(n)` gives the IR nodes directly inside a node in field order, types left aside; `walk(n)` the node and everything below it,
parents first; `rebuild(n, change)` a copy whose direct children have been changed (the node itself where none was).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any, TypeVar, cast

from awmc.ir import types
from awmc.ir.expr import Expr, Var
from awmc.ir.node import Node

_N = TypeVar("_N", bound=Node)
_TYPES = tuple(
    value for value in vars(types).values() if isinstance(value, type) and issubclass(value, Node)
)
_TYPE_CLASSES = tuple(cls for cls in _TYPES if cls is not Node)


def children(parent: Node) -> Iterator[Node]:
    """The nodes directly inside `parent`, but for types."""
    for field in fields(parent):
        yield from _nodes(getattr(parent, field.name))


def walk(root: Node) -> Iterator[Node]:
    """`root` and every node below it, parents first, but for types."""
    yield root
    for child in children(root):
        yield from walk(child)


def rebuild(parent: _N, change: Callable[[Node], Node]) -> _N:
    """`parent` with `change` applied to its direct children."""
    updates: dict[str, Any] = {}
    for field in fields(parent):
        old = getattr(parent, field.name)
        new = _changed(old, change)
        if new is not old:
            updates[field.name] = new
    return replace(parent, **updates) if updates else parent


def substitute(expression: _N, values: dict[str, Expr]) -> _N:
    """`expression` with each `Var` of a name in `values` replaced. Bound names are unique per tool, so nothing is captured."""

    def change(inner: Node) -> Node:
        if isinstance(inner, Var) and inner.name in values:
            return cast(Node, values[inner.name])
        return rebuild(inner, change)

    return cast(_N, change(expression))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)
    elif isinstance(value, Node) and not isinstance(value, _TYPE_CLASSES):
        yield value


def _changed(value: Any, change: Callable[[Node], Node]) -> Any:
    if isinstance(value, tuple):
        new = tuple(_changed(item, change) for item in value)
        return new if any(a is not b for a, b in zip(new, value, strict=True)) else value
    if isinstance(value, Node) and not isinstance(value, _TYPE_CLASSES):
        return change(value)
    return value
