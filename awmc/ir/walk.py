"""Going through IR nodes without knowing their kinds: children, everything below, and rebuilding.

`children(n)` gives the IR nodes directly inside a node in field order, types left aside; `walk(n)` the node and everything below it,
parents first; `all_statements(body)` all statements of a body; `rebuild(n, change)` a copy whose direct children have been changed (the node itself where none was).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import is_
from typing import Any, TypeVar, cast

from awmc.fields import names, values
from awmc.ir import types
from awmc.ir.expr import Expr, Var
from awmc.ir.node import Node
from awmc.ir.stmt import Branch, For, If, Statement, While

_N = TypeVar("_N", bound=Node)
_WITH_BLOCKS = (For, Branch, If, While)
"""The nodes that statements stand in; there are none in expressions."""
_TYPE_CLASSES = frozenset(
    value for value in vars(types).values() if isinstance(value, type) and issubclass(value, Node)
)


def children(parent: Node) -> Iterator[Node]:
    """The nodes directly inside `parent`, but for types."""
    return iter(_children(parent))


def walk(root: Node) -> Iterator[Node]:
    """`root` and every node below it, parents first, but for types."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(_children(node))


def all_statements(body: Iterable[Statement]) -> list[Statement]:
    """The statements and all in their blocks, in source order."""
    found: list[Statement] = []
    waiting: list[Node] = [*reversed(tuple(body))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Statement):
            found.append(node)
        if isinstance(node, _WITH_BLOCKS):
            waiting += reversed(_children(node))
    return found


def rebuild(parent: _N, change: Callable[[Node], Node]) -> _N:
    """`parent` with `change` applied to its direct children."""
    before = values(parent)
    after = [_changed(value, change) for value in before]
    if all(map(is_, before, after)):
        return parent
    return type(parent)(**dict(zip(names(type(parent)), after, strict=True)))


def substitute(expression: _N, by_name: dict[str, Expr]) -> _N:
    """`expression` with each `Var` of a name in `by_name` replaced. Bound names are unique per tool, so nothing is captured."""

    def change(inner: Node) -> Node:
        if isinstance(inner, Var) and inner.name in by_name:
            return cast(Node, by_name[inner.name])
        return rebuild(inner, change)

    return cast(_N, change(expression))


_INNER: dict[type, bool] = {}


def _is_inner(kind: type) -> bool:
    """Whether values of a class are nodes, but no types."""
    found = _INNER.get(kind)
    if found is None:
        found = _INNER[kind] = issubclass(kind, Node) and kind not in _TYPE_CLASSES
    return found


def _children(parent: Node) -> list[Node]:
    found: list[Node] = []
    _collect(values(parent), found)
    return found


def _collect(held: tuple[Any, ...], found: list[Node]) -> None:
    for value in held:
        kind = type(value)
        if kind is tuple:
            _collect(value, found)
        elif _INNER[kind] if kind in _INNER else _is_inner(kind):  # a call costs more than a look
            found.append(value)


def _changed(value: Any, change: Callable[[Node], Node]) -> Any:
    if isinstance(value, tuple):
        new = tuple([_changed(item, change) for item in value])
        return value if all(map(is_, new, value)) else new
    return change(value) if _is_inner(type(value)) else value
