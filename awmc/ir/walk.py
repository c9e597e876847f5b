"""Going through IR nodes without knowing their kinds: children, everything below, and rebuilding.

`children(n)` gives the IR nodes directly inside a node in field order, types left aside; `walk(n)` the node and everything below it,
parents first; `all_statements(body)` all statements of a body; `rebuild(n, change)` a copy whose direct children have been changed (the node itself where none was).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, replace
from typing import Any, TypeVar, cast

from awmc.ir import types
from awmc.ir.expr import Expr, Var
from awmc.ir.node import Node
from awmc.ir.stmt import Statement

_N = TypeVar("_N", bound=Node)
_TYPE_CLASSES = frozenset(
    value for value in vars(types).values() if isinstance(value, type) and issubclass(value, Node)
)


def children(parent: Node) -> Iterator[Node]:
    """The nodes directly inside `parent`, but for types."""
    for name in _names(type(parent)):
        value = getattr(parent, name)
        if isinstance(value, tuple):
            yield from _nodes(value)
        elif _is_inner(value):
            yield value


def walk(root: Node) -> Iterator[Node]:
    """`root` and every node below it, parents first, but for types."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(list(children(node))))


def all_statements(body: Iterable[Statement]) -> list[Statement]:
    """The statements and all in their blocks, in source order."""
    return [node for one in body for node in walk(one) if isinstance(node, Statement)]


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


_NAMES: dict[type[Node], tuple[str, ...]] = {}
"""The fields of each class of nodes: `dataclasses.fields` is too slow to be asked for each node."""


def _names(kind: type[Node]) -> tuple[str, ...]:
    found = _NAMES.get(kind)
    if found is None:
        found = _NAMES[kind] = tuple(field.name for field in fields(kind))
    return found


def _is_inner(value: object) -> bool:
    """Whether a value is a node, but no type."""
    return isinstance(value, Node) and type(value) not in _TYPE_CLASSES


def _nodes(values: tuple[object, ...]) -> Iterator[Node]:
    for value in values:
        if isinstance(value, tuple):
            yield from _nodes(value)
        elif isinstance(value, Node) and type(value) not in _TYPE_CLASSES:
            yield value


def _changed(value: Any, change: Callable[[Node], Node]) -> Any:
    if isinstance(value, tuple):
        new = tuple(_changed(item, change) for item in value)
        return new if any(a is not b for a, b in zip(new, value, strict=True)) else value
    return change(value) if _is_inner(value) else value
