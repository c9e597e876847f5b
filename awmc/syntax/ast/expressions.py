"""Expressions as they are written, comprehensions and projections among them."""

from __future__ import annotations

from typing import Literal as Choice
from typing import TypeAlias

from awmc.syntax.ast.types import Ident, Node, node


@node
class Name(Node):
    name: str


@node
class NumberLiteral(Node):
    """`12`, `0.25`, `1e3`: the text as written, without a sign or underscores."""

    text: str


@node
class BoolLiteral(Node):
    value: bool


@node
class NoneLiteral(Node):
    pass


@node
class TimeLiteral(Node):
    """A date, time or datetime in ISO form, `value` exactly as stored (`2024-05-15T09:30:00`)."""

    kind: Choice["date", "time", "datetime"]
    value: str


@node
class Interpolation(Node):
    """`{expr}` or `{expr:.2f}` inside a text."""

    value: Expr
    format: str | None = None


@node
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


@node
class Entry(Node):
    """`f: v`, the short form `g` (`value` None: the name stands for itself), or `g?` / `g?: v`.

    `key_text` is set instead of a plain name where the key was written as a text (map values).
    """

    key: Ident
    value: Expr | None
    optional: bool = False
    key_text: TextLiteral | None = None


@node
class ObjectExpr(Node):
    """`{ a: 1, b }`: a record, a map or a JSON object, by what is expected. `type_name` as in `Address { … }`."""

    entries: tuple[Entry, ...]
    type_name: Ident | None = None


@node
class ListExpr(Node):
    items: tuple[Expr, ...]


@node
class Attribute(Node):
    """`value.name`; also `Enum.member`, `Game.turns` and `row.View`."""

    value: Expr
    name: Ident


@node
class Maybe(Node):
    """`Order(k)?`: none instead of an error where there is no row."""

    value: Expr


@node
class Argument(Node):
    name: Ident | None
    value: Expr


@node
class Call(Node):
    """`f(a, b = c)`, or with a comprehension: `count(x for x in S)`, `map(k, v for …)`, `group(k, v for …)`."""

    function: Ident
    arguments: tuple[Argument, ...]
    comprehension: Comprehension | None = None


@node
class Index(Node):
    value: Expr
    index: Expr


@node
class Slice(Node):
    value: Expr
    low: Expr | None
    high: Expr | None


@node
class Unary(Node):
    operator: Choice["-", "not"]
    operand: Expr


@node
class Binary(Node):
    operator: Choice["+", "-", "*", "/", "//", "%", "??", "and", "or"]
    left: Expr
    right: Expr


Comparison: TypeAlias = Choice["==", "!=", "<", "<=", ">", ">=", "in", "not in"]


@node
class Compare(Node):
    """`a < b <= c`: the first operand, then operators with their right sides."""

    first: Expr
    rest: tuple[tuple[Comparison, Expr], ...]


@node
class IfExpr(Node):
    branches: tuple[tuple[Expr, Expr], ...]
    otherwise: Expr


@node
class MatchArm(Node):
    """`a, b => value`: one or more patterns."""

    patterns: tuple[Expr, ...]
    value: Expr


@node
class MatchExpr(Node):
    subject: Expr
    arms: tuple[MatchArm, ...]
    otherwise: Expr | None


@node
class ForClause(Node):
    """`for a in S` or `for a, b in zip(xs, ys)`."""

    names: tuple[Ident, ...]
    source: Expr


@node
class IfClause(Node):
    condition: Expr


@node
class OrderKey(Node):
    value: Expr
    descending: bool


@node
class Comprehension(Node):
    """`e for x in S if c for y in T order by k desc limit n offset m`; `items` has two for `map` and `group`."""

    items: tuple[Expr, ...]
    clauses: tuple[ForClause | IfClause, ...]
    order: tuple[OrderKey, ...] = ()
    limit: Expr | None = None
    offset: Expr | None = None


@node
class ListComprehension(Node):
    """`[ … ]` around a comprehension."""

    comprehension: Comprehension


@node
class ProjectStar(Node):
    """`*`: every stored field that is not hidden."""


@node
class ProjectDrop(Node):
    """`-name`."""

    name: Ident


@node
class ProjectItem(Node):
    """`status`, `name?`, `late: due < today()`, `items.{ … }`, `book: copy.book.{ … }`, `user as "by"`.

    `name` is the JSON name that is written before the colon, or None where it follows from `value`.
    """

    name: Ident | None
    value: Expr
    optional: bool = False
    alias: TextLiteral | None = None


@node
class Projection(Node):
    """`value.{ … }`."""

    value: Expr
    items: tuple[ProjectStar | ProjectDrop | ProjectItem, ...]


@node
class CreateExpr(Node):
    entity: Ident
    entries: tuple[Entry, ...]


@node
class ToolCallExpr(Node):
    """`call t(a = 1)`, as the right side of a `let` or as a statement."""

    tool: Ident
    arguments: tuple[Argument, ...]


@node
class BadExpr(Node):
    """Text that could not be parsed; an error has been reported for it."""


Expr: TypeAlias = (
    "Name | NumberLiteral | BoolLiteral | NoneLiteral | TimeLiteral | TextLiteral"
    " | ObjectExpr | ListExpr | Attribute | Maybe | Call | Index | Slice | Unary | Binary"
    " | Compare | IfExpr | MatchExpr | ListComprehension | Projection | CreateExpr"
    " | ToolCallExpr | BadExpr"
)
