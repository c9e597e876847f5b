"""The syntax tree of an `.awm` file: what was written, with spans, before any name is resolved.

Every node is a frozen dataclass whose `span` covers exactly the text it came from, and lies within
its parent's span. Tuples keep source order. Nothing here knows what a name means: `Order(k)`, `len(x)` and
`is_open(x)` are all `Call`s, `LoanStatus.active` and `loan.due` are both `Attribute`s.

Foreign spellings that the parser accepts (`&&`, `null`, `else if`, ...) build the same nodes as the
proper ones, so no later pass knows of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as Choice
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


# ---------------------------------------------------------------- types


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


# ---------------------------------------------------------------- expressions


@dataclass(frozen=True, slots=True)
class Name(Node):
    name: str


@dataclass(frozen=True, slots=True)
class NumberLiteral(Node):
    """`12`, `0.25`, `1e3`: the text as written, without a sign or underscores."""

    text: str


@dataclass(frozen=True, slots=True)
class BoolLiteral(Node):
    value: bool


@dataclass(frozen=True, slots=True)
class NoneLiteral(Node):
    pass


@dataclass(frozen=True, slots=True)
class TimeLiteral(Node):
    """A date, time or datetime in ISO form, `value` exactly as stored (`2024-05-15T09:30:00`)."""

    kind: Choice["date", "time", "datetime"]
    value: str


@dataclass(frozen=True, slots=True)
class Interpolation(Node):
    """`{expr}` or `{expr:.2f}` inside a text."""

    value: Expr
    format: str | None = None


@dataclass(frozen=True, slots=True)
class TextLiteral(Node):
    """A text: plain runs and interpolations in order. `raw` is true for `'…'`, which never interpolates."""

    parts: tuple[str | Interpolation, ...]
    raw: bool = False

    @property
    def plain(self) -> str | None:
        """The text if nothing is interpolated, else None."""
        if any(not isinstance(part, str) for part in self.parts):
            return None
        return "".join(part for part in self.parts if isinstance(part, str))


@dataclass(frozen=True, slots=True)
class Entry(Node):
    """`f: v`, the short form `g` (`value` None: the name stands for itself), or `g?` / `g?: v`.

    `key_text` is set instead of a plain name where the key was written as a text (map values).
    """

    key: Ident
    value: Expr | None
    optional: bool = False
    key_text: TextLiteral | None = None


@dataclass(frozen=True, slots=True)
class ObjectExpr(Node):
    """`{ a: 1, b }`: a record, a map or a JSON object, by what is expected. `type_name` as in `Address { … }`."""

    entries: tuple[Entry, ...]
    type_name: Ident | None = None


@dataclass(frozen=True, slots=True)
class ListExpr(Node):
    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Attribute(Node):
    """`value.name`; also `Enum.member`, `Game.turns` and `row.View`."""

    value: Expr
    name: Ident


@dataclass(frozen=True, slots=True)
class Maybe(Node):
    """`Order(k)?`: none instead of an error where there is no row."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Argument(Node):
    name: Ident | None
    value: Expr


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`f(a, b = c)`, or with a comprehension: `count(x for x in S)`, `map(k, v for …)`, `group(k, v for …)`."""

    function: Ident
    arguments: tuple[Argument, ...]
    comprehension: Comprehension | None = None


@dataclass(frozen=True, slots=True)
class Index(Node):
    value: Expr
    index: Expr


@dataclass(frozen=True, slots=True)
class Slice(Node):
    value: Expr
    low: Expr | None
    high: Expr | None


@dataclass(frozen=True, slots=True)
class Unary(Node):
    operator: Choice["-", "not"]
    operand: Expr


@dataclass(frozen=True, slots=True)
class Binary(Node):
    operator: Choice["+", "-", "*", "/", "//", "%", "??", "and", "or"]
    left: Expr
    right: Expr


Comparison: TypeAlias = Choice["==", "!=", "<", "<=", ">", ">=", "in", "not in"]


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """`a < b <= c`: the first operand, then operators with their right sides."""

    first: Expr
    rest: tuple[tuple[Comparison, Expr], ...]


@dataclass(frozen=True, slots=True)
class IfExpr(Node):
    branches: tuple[tuple[Expr, Expr], ...]
    otherwise: Expr


@dataclass(frozen=True, slots=True)
class MatchArm(Node):
    """`a, b => value`: one or more patterns."""

    patterns: tuple[Expr, ...]
    value: Expr


@dataclass(frozen=True, slots=True)
class MatchExpr(Node):
    subject: Expr
    arms: tuple[MatchArm, ...]
    otherwise: Expr | None


@dataclass(frozen=True, slots=True)
class ForClause(Node):
    """`for a in S` or `for a, b in zip(xs, ys)`."""

    names: tuple[Ident, ...]
    source: Expr


@dataclass(frozen=True, slots=True)
class IfClause(Node):
    condition: Expr


@dataclass(frozen=True, slots=True)
class OrderKey(Node):
    value: Expr
    descending: bool


@dataclass(frozen=True, slots=True)
class Comprehension(Node):
    """`e for x in S if c for y in T order by k desc limit n offset m`; `items` has two for `map` and `group`."""

    items: tuple[Expr, ...]
    clauses: tuple[ForClause | IfClause, ...]
    order: tuple[OrderKey, ...] = ()
    limit: Expr | None = None
    offset: Expr | None = None


@dataclass(frozen=True, slots=True)
class ListComprehension(Node):
    """`[ … ]` around a comprehension."""

    comprehension: Comprehension


@dataclass(frozen=True, slots=True)
class ProjectStar(Node):
    """`*`: every stored field that is not hidden."""


@dataclass(frozen=True, slots=True)
class ProjectDrop(Node):
    """`-name`."""

    name: Ident


@dataclass(frozen=True, slots=True)
class ProjectItem(Node):
    """`status`, `name?`, `late: due < today()`, `items.{ … }`, `book: copy.book.{ … }`, `user as "by"`.

    `name` is the JSON name that is written before the colon, or None where it follows from `value`.
    """

    name: Ident | None
    value: Expr
    optional: bool = False
    alias: TextLiteral | None = None


@dataclass(frozen=True, slots=True)
class Projection(Node):
    """`value.{ … }`."""

    value: Expr
    items: tuple[ProjectStar | ProjectDrop | ProjectItem, ...]


@dataclass(frozen=True, slots=True)
class CreateExpr(Node):
    entity: Ident
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class ToolCallExpr(Node):
    """`call t(a = 1)`, as the right side of a `let` or as a statement."""

    tool: Ident
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class BadExpr(Node):
    """Text that could not be parsed; an error has been reported for it."""


Expr: TypeAlias = (
    "Name | NumberLiteral | BoolLiteral | NoneLiteral | TimeLiteral | TextLiteral"
    " | ObjectExpr | ListExpr | Attribute | Maybe | Call | Index | Slice | Unary | Binary"
    " | Compare | IfExpr | MatchExpr | ListComprehension | Projection | CreateExpr"
    " | ToolCallExpr | BadExpr"
)


# ---------------------------------------------------------------- statements


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


# ---------------------------------------------------------------- declarations


@dataclass(frozen=True, slots=True)
class EnvironmentDecl(Node):
    """`environment library "…" { clock … actor Member policy … seed 7 }`; each setting at most once here."""

    name: Ident
    doc: TextLiteral | None
    clock: TimeLiteral | None = None
    actor: Ident | None = None
    policy: TextLiteral | None = None
    seed: NumberLiteral | None = None


@dataclass(frozen=True, slots=True)
class UseDecl(Node):
    path: TextLiteral


@dataclass(frozen=True, slots=True)
class EnumMember(Node):
    name: Ident
    spelling: TextLiteral | None
    doc: TextLiteral | None = None


@dataclass(frozen=True, slots=True)
class EnumDecl(Node):
    name: Ident
    doc: TextLiteral | None
    members: tuple[EnumMember, ...]


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


@dataclass(frozen=True, slots=True)
class ErrorDecl(Node):
    name: Ident
    params: tuple[ParamDecl, ...]
    message: TextLiteral


@dataclass(frozen=True, slots=True)
class InvariantDecl(Node):
    name: Ident
    doc: TextLiteral | None
    condition: Expr


@dataclass(frozen=True, slots=True)
class DefDecl(Node):
    name: Ident
    params: tuple[ParamDecl, ...]
    result: TypeExpr | None
    doc: TextLiteral | None
    value: Expr


@dataclass(frozen=True, slots=True)
class ExternDecl(Node):
    """`extern haversine(a: float) -> float from "geo:haversine"`."""

    name: Ident
    params: tuple[ParamDecl, ...]
    result: TypeExpr
    source: TextLiteral
    doc: TextLiteral | None = None


@dataclass(frozen=True, slots=True)
class ViewDecl(Node):
    """`view LoanCard = Loan.{ … }`."""

    name: Ident
    doc: TextLiteral | None
    entity: Ident
    projection: Projection


@dataclass(frozen=True, slots=True)
class ToolDecl(Node):
    name: Ident
    params: tuple[ParamDecl, ...]
    result: TypeExpr | None
    doc: TextLiteral | None
    body: Block
    private: bool = False
    by_user: bool = False
    ends: bool = False


@dataclass(frozen=True, slots=True)
class OnDecl(Node):
    """`on call { … }` or `on clock { … }`."""

    event: Choice["call", "clock"]
    body: Block


@dataclass(frozen=True, slots=True)
class DataRow(Node):
    cells: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class DataTable(Node):
    """`data Member (id, name) { "M1", "Ana"; … }`."""

    entity: Ident
    columns: tuple[Ident, ...]
    rows: tuple[DataRow, ...]


@dataclass(frozen=True, slots=True)
class DataFile(Node):
    """`data Book from "books.csv"`, with an optional column list."""

    entity: Ident
    columns: tuple[Ident, ...]
    path: TextLiteral


@dataclass(frozen=True, slots=True)
class DataFor(Node):
    """`data Copy for b in Book for i in range(3) { barcode: … }`; no clause at all makes one row (`data Game { … }`)."""

    entity: Ident
    clauses: tuple[ForClause | IfClause, ...]
    order: tuple[OrderKey, ...]
    limit: Expr | None
    offset: Expr | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class MayChange(Node):
    """`may change Member.last_seen`; `field` None for every field of the entity."""

    entity: Ident
    field: Ident | None


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Module(Node):
    """One file: its declarations in source order and its comments in order of position."""

    path: str
    declarations: tuple[Decl, ...]
    comments: tuple[Comment, ...]
