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
_TYPES_HERE = frozenset(_TYPE_CLASSES)


def children(parent: Node) -> Iterator[Node]:
    """The nodes directly inside `parent`, but for types."""
    return iter(_children(parent))


def walk(root: Node) -> Iterator[Node]:
    """`root` and every node below it, parents first, but for types."""
    waiting = [root]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(_children(current)))


def rebuild(parent: _N, change: Callable[[Node], Node]) -> _N:
    """`parent` with `change` applied to its direct children."""
    updates: dict[str, Any] = {}
    for name in _names(type(parent)):
        old = getattr(parent, name)
        new = _changed(old, change)
        if new is not old:
            updates[name] = new
    return replace(parent, **updates) if updates else parent


def substitute(expression: _N, values: dict[str, Expr]) -> _N:
    """`expression` with each `Var` of a name in `values` replaced. Bound names are unique per tool, so nothing is captured."""

    def change(inner: Node) -> Node:
        if isinstance(inner, Var) and inner.name in values:
            return cast(Node, values[inner.name])
        return rebuild(inner, change)

    return cast(_N, change(expression))


_NAMES: dict[type, tuple[str, ...]] = {}
"""The fields of each class of nodes, which are asked for at every step."""


def _names(kind: type[Node]) -> tuple[str, ...]:
    found = _NAMES.get(kind)
    if found is None:
        found = _NAMES[kind] = tuple(field.name for field in fields(kind))
    return found


def _children(parent: Node) -> list[Node]:
    found: list[Node] = []
    for name in _names(type(parent)):
        _collect(getattr(parent, name), found)
    return found


def _collect(value: object, found: list[Node]) -> None:
    if isinstance(value, tuple):
        for item in value:
            _collect(item, found)
    elif isinstance(value, Node) and type(value) not in _TYPES_HERE:
        found.append(value)


def _changed(value: Any, change: Callable[[Node], Node]) -> Any:
    if isinstance(value, tuple):
        new = tuple(_changed(item, change) for item in value)
        return new if any(a is not b for a, b in zip(new, value, strict=True)) else value
    if isinstance(value, Node) and not isinstance(value, _TYPE_CLASSES):
        return change(value)
    return value
