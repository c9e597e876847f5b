"""Declarations of what is stored: records, entities, their members and their rules; and parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as Choice
from typing import TypeAlias

from awmc.syntax.ast.expressions import Expr, TextLiteral
from awmc.syntax.ast.types import Ident, Node, TypeExpr

Modifier: TypeAlias = Choice["key", "auto", "unique", "owner", "hidden", "scratch"]


@dataclass(frozen=True, slots=True)
class FieldDecl(Node):
    """`auto key id: text = "L{n:05}" "doc"`; `modifiers` as written, with their spans."""

    modifiers: tuple[Ident, ...]
    name: Ident
    type: TypeExpr
    alias: TextLiteral | None
    default: Expr | None
    doc: TextLiteral | None


@dataclass(frozen=True, slots=True)
class HasDecl(Node):
    """`has loans: [Loan] by member`; `by` is None where it was left out."""

    name: Ident
    type: TypeExpr
    by: Ident | None
    doc: TextLiteral | None = None


@dataclass(frozen=True, slots=True)
class DeriveDecl(Node):
    name: Ident
    type: TypeExpr | None
    value: Expr
    doc: TextLiteral | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class UniqueRule(Node):
    fields: tuple[Ident, ...]
    failure: Expr | None = None


@dataclass(frozen=True, slots=True)
class IndexRule(Node):
    fields: tuple[Ident, ...]


@dataclass(frozen=True, slots=True)
class CheckRule(Node):
    condition: Expr
    failure: Expr | None


@dataclass(frozen=True, slots=True)
class FlowArrow(Node):
    source: Ident
    targets: tuple[Ident, ...]


@dataclass(frozen=True, slots=True)
class FlowRule(Node):
    field: Ident
    arrows: tuple[FlowArrow, ...]
    failure: Expr | None


@dataclass(frozen=True, slots=True)
class NoOverlapRule(Node):
    """`@no_overlap (room) starts..ends if c else F`."""

    fields: tuple[Ident, ...]
    start: Ident
    end: Ident
    condition: Expr | None
    failure: Expr | None


@dataclass(frozen=True, slots=True)
class VisibleRule(Node):
    condition: Expr
    failure: Expr | None


Rule: TypeAlias = "UniqueRule | IndexRule | CheckRule | FlowRule | NoOverlapRule | VisibleRule"


Member: TypeAlias = "FieldDecl | HasDecl | DeriveDecl | Rule"


@dataclass(frozen=True, slots=True)
class RecordDecl(Node):
    name: Ident
    doc: TextLiteral | None
    fields: tuple[FieldDecl, ...]


@dataclass(frozen=True, slots=True)
class EntityDecl(Node):
    """`entity …` or, with `state` true, `state …`."""

    name: Ident
    doc: TextLiteral | None
    members: tuple[Member, ...]
    state: bool = False


@dataclass(frozen=True, slots=True)
class ParamDecl(Node):
    """`copy: Copy "doc" = default else "No such copy" as "name"`."""

    name: Ident
    type: TypeExpr
    alias: TextLiteral | None
    default: Expr | None
    doc: TextLiteral | None
    failure: Expr | None
