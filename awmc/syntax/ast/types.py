"""Types as they are written, and what every node has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from awmc.source import Span


@dataclass(frozen=True, slots=True)
class Node:
    """What every node has: the span of its text."""

    span: Span


@dataclass(frozen=True, slots=True)
class Ident(Node):
    """A name where it is written."""

    name: str


@dataclass(frozen=True, slots=True)
class Bounds(Node):
    """`1..80`, `0..`, `..5`: inclusive limits, as written (`-2`, `0.5`), or None for an open end."""

    low: str | None
    high: str | None


@dataclass(frozen=True, slots=True)
class NamedType(Node):
    """`text(1..80)`, `decimal(3, 0..)`, `Order`; `places` is the plain number argument."""

    name: str
    places: int | None = None
    bounds: Bounds | None = None


@dataclass(frozen=True, slots=True)
class ListTypeExpr(Node):
    item: TypeExpr


@dataclass(frozen=True, slots=True)
class MapTypeExpr(Node):
    key: TypeExpr
    value: TypeExpr


@dataclass(frozen=True, slots=True)
class OptionalType(Node):
    item: TypeExpr


TypeExpr: TypeAlias = "NamedType | ListTypeExpr | MapTypeExpr | OptionalType"
