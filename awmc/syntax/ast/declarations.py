"""Every other declaration, the file that holds them all, and its comments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as Choice
from typing import TypeAlias

from awmc.source import Span
from awmc.syntax.ast.entities import EntityDecl, ParamDecl, RecordDecl
from awmc.syntax.ast.expressions import (
    Entry,
    Expr,
    ForClause,
    IfClause,
    NumberLiteral,
    OrderKey,
    Projection,
    TextLiteral,
    TimeLiteral,
)
from awmc.syntax.ast.statements import Block
from awmc.syntax.ast.types import Ident, Node, TypeExpr, node


@node
class EnvironmentDecl(Node):
    """`environment library "…" { clock … actor Member policy … seed 7 }`; each setting at most once here."""

    name: Ident
    doc: TextLiteral | None
    clock: TimeLiteral | None = None
    actor: Ident | None = None
    policy: TextLiteral | None = None
    seed: NumberLiteral | None = None


@node
class UseDecl(Node):
    path: TextLiteral


@node
class EnumMember(Node):
    name: Ident
    spelling: TextLiteral | None
    doc: TextLiteral | None = None


@node
class EnumDecl(Node):
    name: Ident
    doc: TextLiteral | None
    members: tuple[EnumMember, ...]


@node
class ErrorDecl(Node):
    name: Ident
    params: tuple[ParamDecl, ...]
    message: TextLiteral


@node
class InvariantDecl(Node):
    name: Ident
    doc: TextLiteral | None
    condition: Expr


@node
class DefDecl(Node):
    name: Ident
    params: tuple[ParamDecl, ...]
    result: TypeExpr | None
    doc: TextLiteral | None
    value: Expr


@node
class ExternDecl(Node):
    """`extern haversine(a: float) -> float from "geo:haversine"`."""

    name: Ident
    params: tuple[ParamDecl, ...]
    result: TypeExpr
    source: TextLiteral
    doc: TextLiteral | None = None


@node
class ViewDecl(Node):
    """`view LoanCard = Loan.{ … }`."""

    name: Ident
    doc: TextLiteral | None
    entity: Ident
    projection: Projection


@node
class ToolDecl(Node):
    name: Ident
    params: tuple[ParamDecl, ...]
    result: TypeExpr | None
    doc: TextLiteral | None
    body: Block
    private: bool = False
    by_user: bool = False
    ends: bool = False


@node
class OnDecl(Node):
    """`on call { … }` or `on clock { … }`."""

    event: Choice["call", "clock"]
    body: Block


@node
class DataRow(Node):
    cells: tuple[Expr, ...]


@node
class DataTable(Node):
    """`data Member (id, name) { "M1", "Ana"; … }`."""

    entity: Ident
    columns: tuple[Ident, ...]
    rows: tuple[DataRow, ...]


@node
class DataFile(Node):
    """`data Book from "books.csv"`, with an optional column list."""

    entity: Ident
    columns: tuple[Ident, ...]
    path: TextLiteral


@node
class DataFor(Node):
    """`data Copy for b in Book for i in range(3) { barcode: … }`; no clause at all makes one row (`data Game { … }`)."""

    entity: Ident
    clauses: tuple[ForClause | IfClause, ...]
    order: tuple[OrderKey, ...]
    limit: Expr | None
    offset: Expr | None
    entries: tuple[Entry, ...]


@node
class MayChange(Node):
    """`may change Member.last_seen`; `field` None for every field of the entity."""

    entity: Ident
    field: Ident | None


@node
class TaskDecl(Node):
    """`task name "doc" for x in S if c order by k limit n { … }`; sections that were left out are None or empty."""

    name: Ident
    doc: TextLiteral | None
    clauses: tuple[ForClause | IfClause, ...]
    order: tuple[OrderKey, ...]
    limit: Expr | None
    offset: Expr | None
    actor: Expr | None
    instruction: TextLiteral | None
    user: TextLiteral | None
    given: Block | None
    solution: Block | None
    goal: Block | None
    answers: tuple[Expr, ...]
    call_limit: Expr | None
    may_change: tuple[MayChange, ...]


@node
class BadDecl(Node):
    """A declaration that could not be parsed; an error has been reported for it. `name` is what it declares."""

    name: Ident | None = None


Decl: TypeAlias = (
    "EnvironmentDecl | UseDecl | EnumDecl | RecordDecl | EntityDecl | ErrorDecl"
    " | InvariantDecl | DefDecl | ExternDecl | ViewDecl | ToolDecl | OnDecl | DataTable"
    " | DataFile | DataFor | TaskDecl | BadDecl"
)


@dataclass(frozen=True, slots=True)
class Comment:
    """`# …`, kept beside the tree; `text` with its `#` and without the line end."""

    span: Span
    text: str


@node
class Module(Node):
    """One file: its declarations in source order and its comments in order of position."""

    path: str
    declarations: tuple[Decl, ...]
    comments: tuple[Comment, ...]
