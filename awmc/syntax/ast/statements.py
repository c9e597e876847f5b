"""Statements as they are written, and the blocks that hold them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as Choice
from typing import TypeAlias

from awmc.syntax.ast.expressions import Entry, Expr, ForClause, IfClause, OrderKey
from awmc.syntax.ast.types import Ident, Node, TypeExpr


@dataclass(frozen=True, slots=True)
class Block(Node):
    statements: tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class Require(Node):
    condition: Expr
    failure: Expr | None
    """A text, or a `Call` of a declared error."""


@dataclass(frozen=True, slots=True)
class Let(Node):
    name: Ident
    type: TypeExpr | None
    value: Expr


@dataclass(frozen=True, slots=True)
class SetField(Node):
    """`set row.f = e`, `set m[k] = v`, `set row.f += e`."""

    target: Expr
    operator: Choice["=", "+=", "-=", "*="]
    value: Expr


@dataclass(frozen=True, slots=True)
class SetFields(Node):
    """`set row { f: e, g? }`."""

    target: Expr
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Delete(Node):
    target: Expr


@dataclass(frozen=True, slots=True)
class ForStmt(Node):
    """`for x in S if c order by k limit n { … }`."""

    clauses: tuple[ForClause | IfClause, ...]
    order: tuple[OrderKey, ...]
    limit: Expr | None
    offset: Expr | None
    body: Block


@dataclass(frozen=True, slots=True)
class IfStmt(Node):
    branches: tuple[tuple[Expr, Block], ...]
    otherwise: Block | None


@dataclass(frozen=True, slots=True)
class WhileStmt(Node):
    condition: Expr
    limit: Expr | None
    body: Block


@dataclass(frozen=True, slots=True)
class Advance(Node):
    by: Expr


@dataclass(frozen=True, slots=True)
class Fail(Node):
    failure: Expr


@dataclass(frozen=True, slots=True)
class Reject(Node):
    failure: Expr


@dataclass(frozen=True, slots=True)
class Ensure(Node):
    condition: Expr
    failure: Expr | None = None


@dataclass(frozen=True, slots=True)
class Return(Node):
    value: Expr | None


@dataclass(frozen=True, slots=True)
class ExprStmt(Node):
    """A `create …` or `call …` that stands alone; anything else here is an error of a later pass."""

    value: Expr


@dataclass(frozen=True, slots=True)
class BadStmt(Node):
    """Text that could not be parsed; an error has been reported for it."""


Stmt: TypeAlias = (
    "Require | Let | SetField | SetFields | Delete | ForStmt | IfStmt | WhileStmt | Advance"
    " | Fail | Reject | Ensure | Return | ExprStmt | BadStmt"
)
