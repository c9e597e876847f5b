"""Declarations of what is stored: records, entities, their members and their rules; and parameters."""

from __future__ import annotations

from typing import Literal as Choice
from typing import TypeAlias

from awmc.syntax.ast.expressions import Expr, TextLiteral
from awmc.syntax.ast.types import Ident, Node, TypeExpr, node

Modifier: TypeAlias = Choice["key", "auto", "unique", "owner", "hidden", "scratch"]


@node
class FieldDecl(Node):
    """`auto key id: text = "L{n:05}" "doc"`; `modifiers` as written, with their spans."""

    modifiers: tuple[Ident, ...]
    name: Ident
    type: TypeExpr
    alias: TextLiteral | None
    default: Expr | None
    doc: TextLiteral | None


@node
class HasDecl(Node):
    """`has loans: [Loan] by member`; `by` is None where it was left out."""

    name: Ident
    type: TypeExpr
    by: Ident | None
    doc: TextLiteral | None = None


@node
class DeriveDecl(Node):
    name: Ident
    type: TypeExpr | None
    value: Expr
    doc: TextLiteral | None = None
    hidden: bool = False


@node
class UniqueRule(Node):
    fields: tuple[Ident, ...]
    failure: Expr | None = None


@node
class IndexRule(Node):
    fields: tuple[Ident, ...]


@node
class CheckRule(Node):
    condition: Expr
    failure: Expr | None


@node
class FlowArrow(Node):
    source: Ident
    targets: tuple[Ident, ...]


@node
class FlowRule(Node):
    field: Ident
    arrows: tuple[FlowArrow, ...]
    failure: Expr | None


@node
class NoOverlapRule(Node):
    """`@no_overlap (room) starts..ends if c else F`."""

    fields: tuple[Ident, ...]
    start: Ident
    end: Ident
    condition: Expr | None
    failure: Expr | None


@node
class VisibleRule(Node):
    condition: Expr
    failure: Expr | None


Rule: TypeAlias = "UniqueRule | IndexRule | CheckRule | FlowRule | NoOverlapRule | VisibleRule"


Member: TypeAlias = "FieldDecl | HasDecl | DeriveDecl | Rule"


@node
class RecordDecl(Node):
    name: Ident
    doc: TextLiteral | None
    fields: tuple[FieldDecl, ...]


@node
class EntityDecl(Node):
    """`entity …` or, with `state` true, `state …`."""

    name: Ident
    doc: TextLiteral | None
    members: tuple[Member, ...]
    state: bool = False


@node
class ParamDecl(Node):
    """`copy: Copy "doc" = default else "No such copy" as "name"`."""

    name: Ident
    type: TypeExpr
    alias: TextLiteral | None
    default: Expr | None
    doc: TextLiteral | None
    failure: Expr | None
