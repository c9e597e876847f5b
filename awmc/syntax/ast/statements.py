"""Statements as they are written, and the blocks that hold them."""

from __future__ import annotations

from typing import Literal as Choice
from typing import TypeAlias

from awmc.syntax.ast.expressions import Entry, Expr, ForClause, IfClause, OrderKey
from awmc.syntax.ast.types import Ident, Node, TypeExpr, node


@node
class Block(Node):
    statements: tuple[Stmt, ...]


@node
class Require(Node):
    condition: Expr
    failure: Expr | None
    """A text, or a `Call` of a declared error."""


@node
class Let(Node):
    name: Ident
    type: TypeExpr | None
    value: Expr


@node
class SetField(Node):
    """`set row.f = e`, `set m[k] = v`, `set row.f += e`."""

    target: Expr
    operator: Choice["=", "+=", "-=", "*="]
    value: Expr


@node
class SetFields(Node):
    """`set row { f: e, g? }`."""

    target: Expr
    entries: tuple[Entry, ...]


@node
class Delete(Node):
    target: Expr


@node
class ForStmt(Node):
    """`for x in S if c order by k limit n { … }`."""

    clauses: tuple[ForClause | IfClause, ...]
    order: tuple[OrderKey, ...]
    limit: Expr | None
    offset: Expr | None
    body: Block


@node
class IfStmt(Node):
    branches: tuple[tuple[Expr, Block], ...]
    otherwise: Block | None


@node
class WhileStmt(Node):
    condition: Expr
    limit: Expr | None
    body: Block


@node
class Advance(Node):
    by: Expr


@node
class Fail(Node):
    failure: Expr


@node
class Reject(Node):
    failure: Expr


@node
class Ensure(Node):
    condition: Expr
    failure: Expr | None = None


@node
class Return(Node):
    value: Expr | None


@node
class ExprStmt(Node):
    """A `create …` or `call …` that stands alone; anything else here is an error of a later pass."""

    value: Expr


@node
class BadStmt(Node):
    """Text that could not be parsed; an error has been reported for it."""


Stmt: TypeAlias = (
    "Require | Let | SetField | SetFields | Delete | ForStmt | IfStmt | WhileStmt | Advance"
    " | Fail | Reject | Ensure | Return | ExprStmt | BadStmt"
)
