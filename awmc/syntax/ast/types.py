"""Types as they are written, and what every node has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar, dataclass_transform

from awmc.fields import shown
from awmc.source import Span

_C = TypeVar("_C")


@dataclass_transform(frozen_default=True)
def node(cls: type[_C]) -> type[_C]:
    """Make `cls` a node, of which mypy sees to it that nobody changes it.

    It is not frozen when it runs, since that would double both the time to make a node and the time to import the hundred classes of
    them; two nodes are equal only if they are one: see `awmc.syntax.walk.shape` for what they say.
    """
    make: Callable[[type[_C]], type[_C]] = dataclass(slots=True, eq=False, repr=False)
    return make(cls)


@node
class Node:
    """What every node has: the span of its text."""

    span: Span

    def __repr__(self) -> str:
        return shown(self)


@node
class Ident(Node):
    """A name where it is written."""

    name: str


@node
class Bounds(Node):
    """`1..80`, `0..`, `..5`: inclusive limits, as written (`-2`, `0.5`), or None for an open end."""

    low: str | None
    high: str | None


@node
class NamedType(Node):
    """`text(1..80)`, `decimal(3, 0..)`, `Order`; `places` is the plain number argument."""

    name: str
    places: int | None = None
    bounds: Bounds | None = None


@node
class ListTypeExpr(Node):
    item: TypeExpr


@node
class MapTypeExpr(Node):
    key: TypeExpr
    value: TypeExpr


@node
class OptionalType(Node):
    item: TypeExpr


TypeExpr: TypeAlias = "NamedType | ListTypeExpr | MapTypeExpr | OptionalType"
