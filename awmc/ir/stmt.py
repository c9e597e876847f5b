"""Statements of the IR. `text` is the spec's own text of the statement on one line (of a block statement, its head)."""

from __future__ import annotations

from typing import Annotated, Literal

from awmc.ir.expr import Clause, Expr, OrderKey, Text
from awmc.ir.node import ByKind, Node, node
from awmc.ir.types import Type
from awmc.source import Span


@node
class Failure(Node):
    """What a caller sees: a code and a message. `error` names the declared error whose `args` are bound to its
    parameters by a `Let` in `message`'s place: the message is already specialised (its parameters replaced)."""

    code: str
    message: Text
    error: str | None = None


@node
class Statement(Node):
    span: Span
    text: str


@node
class Require(Statement):
    kind: Literal["require"] = "require"
    condition: Expr
    failure: Failure


@node
class Let(Statement):
    kind: Literal["let"] = "let"
    name: str
    value: Expr
    type: Type


@node
class Value(Node):
    """A new value for a stored field. `if_some`: only where it is not none (`g?`).

    `path` is the field's name, or more for a part of a record: ("address", "city").
    """

    path: tuple[str, ...]
    value: Expr
    if_some: bool = False


@node
class Create(Statement):
    """A new row, with a value for every stored field in declared order but an `auto` key; bound to `name` if not None.

    A `create` inside an expression has been made a statement of its own before it."""

    kind: Literal["create"] = "create"
    entity: str
    values: tuple[Value, ...]
    name: str | None


@node
class SetFields(Statement):
    """Assigns stored fields of one row; all right sides are evaluated first. `+=`, `set m[k] = v` are desugared."""

    kind: Literal["set"] = "set"
    entity: str
    row: Expr
    values: tuple[Value, ...]


@node
class Delete(Statement):
    kind: Literal["delete"] = "delete"
    entity: str
    row: Expr


@node
class For(Statement):
    """Over a snapshot: clauses, order and limit are evaluated before the body runs. Rows deleted meanwhile are passed over."""

    kind: Literal["for"] = "for"
    clauses: tuple[Clause, ...]
    order: tuple[OrderKey, ...] = ()
    limit: Expr | None = None
    offset: Expr | None = None
    body: tuple[Stmt, ...]


@node
class Branch(Node):
    condition: Expr
    body: tuple[Stmt, ...]
    text: str


@node
class If(Statement):
    kind: Literal["if"] = "if"
    branches: tuple[Branch, ...]
    otherwise: tuple[Stmt, ...]


@node
class While(Statement):
    kind: Literal["while"] = "while"
    condition: Expr
    limit: Expr
    body: tuple[Stmt, ...]


@node
class CallTool(Statement):
    """Another tool, in the same transaction. `args` are keyed by parameter; a reference may be given as a row.
    In a task's solution each is one step of the agent (or of the user's side)."""

    kind: Literal["call"] = "call"
    tool: str
    args: tuple[tuple[str, Expr], ...]
    name: str | None
    type: Type
    """Of the JSON value that is bound to `name`."""


@node
class Advance(Statement):
    kind: Literal["advance"] = "advance"
    by: Expr


@node
class Fail(Statement):
    kind: Literal["fail"] = "fail"
    failure: Failure


@node
class Reject(Statement):
    kind: Literal["reject"] = "reject"
    failure: Failure


@node
class Ensure(Statement):
    kind: Literal["ensure"] = "ensure"
    condition: Expr
    failure: Failure


@node
class Return(Statement):
    """`value` is JSON-able: it holds no bare reference. None returns `{}`."""

    kind: Literal["return"] = "return"
    value: Expr | None


Stmt = Annotated[
    Require
    | Let
    | Create
    | SetFields
    | Delete
    | For
    | If
    | While
    | CallTool
    | Advance
    | Fail
    | Reject
    | Ensure
    | Return,
    ByKind(),
]
