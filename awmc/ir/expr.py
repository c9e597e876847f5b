"""Expressions of the IR: resolved, typed and desugared. Each node has its `type`.

What holds: every name is a `Var` bound by an enclosing parameter, `let`, `for` clause or `Project`, or
is one of `Me` and `Now`; every implicit step of the source is a node of its own (`Convert` for a number that takes
another type, `Narrow` where `T?` is known not to be none, the condition of `@visible` as an `IfClause`);
chains of comparisons are an `And`; views are `ViewOf`; a row that becomes JSON is a `Project` or
`ViewOf` (never a bare reference); a reference in a projection is its key.
"""

from __future__ import annotations

from typing import Annotated, Literal

from awmc.ir.leaves import Const as Const
from awmc.ir.leaves import EntityRows as EntityRows
from awmc.ir.leaves import Me as Me
from awmc.ir.leaves import Now as Now
from awmc.ir.leaves import StateRow as StateRow
from awmc.ir.leaves import Var as Var
from awmc.ir.node import ByKind, Node, node
from awmc.ir.types import BOOL, Type


@node
class FieldGet(Node):
    """A stored field of a row. With `safe`, none of a row that is none (`X(k)?.f`)."""

    kind: Literal["field"] = "field"
    row: Expr
    entity: str
    field: str
    type: Type
    safe: bool = False


@node
class DerivedGet(Node):
    """A `derive`d field of a row."""

    kind: Literal["derived"] = "derived"
    row: Expr
    entity: str
    field: str
    type: Type
    safe: bool = False


@node
class HasGet(Node):
    """A `has` list of a row: the rows of another entity that refer to it, in insertion order."""

    kind: Literal["has"] = "has"
    row: Expr
    entity: str
    field: str
    type: Type


@node
class RecordGet(Node):
    """A field of a record value, or of a JSON object (`let x = call …`, a projection)."""

    kind: Literal["record_get"] = "record_get"
    value: Expr
    field: str
    type: Type
    safe: bool = False


@node
class Lookup(Node):
    """`Order(k)`: the row of that key. Without one: none if `maybe`, else the call fails with not_found.

    With `visible`, a row that `me` may not see counts as missing.
    """

    kind: Literal["lookup"] = "lookup"
    entity: str
    key: tuple[Expr, ...]
    maybe: bool
    visible: bool
    type: Type


@node
class Not(Node):
    kind: Literal["not"] = "not"
    value: Expr
    type: Type = BOOL


@node
class And(Node):
    kind: Literal["and"] = "and"
    items: tuple[Expr, ...]
    type: Type = BOOL


@node
class Or(Node):
    kind: Literal["or"] = "or"
    items: tuple[Expr, ...]
    type: Type = BOOL


@node
class Negate(Node):
    kind: Literal["negate"] = "negate"
    value: Expr
    type: Type


ArithmeticForm = Literal[
    "int",
    "float",
    "int_div",
    "decimal",
    "decimal_scale",
    "decimal_ratio",
    "text",
    "list",
    "duration",
    "shift",
    "span",
]


@node
class Arithmetic(Node):
    """`left op right` with the meaning that `form` names; the operands have been converted to fit.

    | form | operands -> type | meaning |
    |---|---|---|
    | int | int, int -> int | `+ - * // %`, 64 bits, floor |
    | float | float, float -> float | `+ - * / // %`, finite |
    | int_div | int, int -> float | `/` |
    | decimal | decimal(n), decimal(n) -> decimal(n) | `+ -`, exact |
    | decimal_scale | decimal(n), int, float or decimal -> decimal(n) | `* /`, half-even to n places |
    | decimal_ratio | decimal(n), decimal(n) -> float | `/` |
    | text | text, text -> text | `+` |
    | list | [T], [T] -> [T] | `+` |
    | duration | duration, duration -> duration | `+ -`; and `* / //` with an int |
    | shift | date, datetime or time, duration -> the same | `+ -`; a date takes whole days |
    | span | datetime, datetime -> duration | `-` |

    `decimal_scale` with `*` may have its decimal on either side: it is always put on the left.
    """

    kind: Literal["arithmetic"] = "arithmetic"
    op: Literal["+", "-", "*", "/", "//", "%"]
    form: ArithmeticForm
    left: Expr
    right: Expr
    type: Type


@node
class Compare(Node):
    """Both sides of one type but for options (none equals none and only none). Order: numbers; text by code point;
    dates; enums by declaration; false before true. References compare by key, with `==` and `!=` alone."""

    kind: Literal["compare"] = "compare"
    op: Literal["==", "!=", "<", "<=", ">", ">="]
    left: Expr
    right: Expr
    type: Type = BOOL


@node
class In(Node):
    """Membership in a list, or of a key in a map."""

    kind: Literal["in"] = "in"
    item: Expr
    container: Expr
    negated: bool = False
    type: Type = BOOL


@node
class Coalesce(Node):
    """`left ?? right`."""

    kind: Literal["coalesce"] = "coalesce"
    left: Expr
    right: Expr
    type: Type


@node
class If(Node):
    kind: Literal["if"] = "if"
    condition: Expr
    then: Expr
    otherwise: Expr
    type: Type


@node
class Arm(Node):
    patterns: tuple[Expr, ...]
    value: Expr


@node
class Match(Node):
    """The value of the first arm with a pattern equal to the subject. `otherwise` None: the arms name every member."""

    kind: Literal["match"] = "match"
    subject: Expr
    arms: tuple[Arm, ...]
    otherwise: Expr | None
    type: Type


@node
class Convert(Node):
    """An implicit conversion: int to float, int or a finer literal to decimal, decimal to float."""

    kind: Literal["convert"] = "convert"
    value: Expr
    type: Type


@node
class Narrow(Node):
    """A `T?` that is known not to be none here, as T."""

    kind: Literal["narrow"] = "narrow"
    value: Expr
    type: Type


@node
class Builtin(Node):
    """A built-in function of the language, by its name in `awmc.semantics.builtins`."""

    kind: Literal["builtin"] = "builtin"
    name: str
    args: tuple[Expr, ...]
    type: Type


@node
class DefCall(Node):
    """A `def` of the spec."""

    kind: Literal["def_call"] = "def_call"
    name: str
    args: tuple[Expr, ...]
    type: Type


@node
class ExternCall(Node):
    kind: Literal["extern_call"] = "extern_call"
    name: str
    args: tuple[Expr, ...]
    type: Type


@node
class ListOf(Node):
    kind: Literal["list_of"] = "list_of"
    items: tuple[Expr, ...]
    type: Type


@node
class MapOf(Node):
    kind: Literal["map_of"] = "map_of"
    entries: tuple[tuple[Expr, Expr], ...]
    type: Type


@node
class RecordOf(Node):
    """A record value with every field in declared order."""

    kind: Literal["record_of"] = "record_of"
    fields: tuple[tuple[str, Expr], ...]
    type: Type


@node
class Item(Node):
    """A field of a JSON object; `optional` leaves it out where its value is none."""

    name: str
    value: Expr
    optional: bool = False


@node
class ObjectOf(Node):
    """A JSON object from values. Its type is an ObjectType."""

    kind: Literal["object_of"] = "object_of"
    items: tuple[Item, ...]
    type: Type


@node
class Project(Node):
    """`source.{ … }` of one row, record or object: `items` see it as `Var(var)`. Of none, none (then `type` is an option)."""

    kind: Literal["project"] = "project"
    source: Expr
    var: str
    items: tuple[Item, ...]
    type: Type


@node
class ViewOf(Node):
    """`row.View`, of one row; of none, none."""

    kind: Literal["view_of"] = "view_of"
    source: Expr
    view: str
    type: Type


@node
class Index(Node):
    """Item `index` of a list, or character of a text; out of range fails; negative counts from the end."""

    kind: Literal["index"] = "index"
    value: Expr
    index: Expr
    type: Type


@node
class SliceOf(Node):
    """As in Python, on lists and texts."""

    kind: Literal["slice"] = "slice"
    value: Expr
    low: Expr | None
    high: Expr | None
    type: Type


@node
class MapGet(Node):
    """`m[k]`: `T?`."""

    kind: Literal["map_get"] = "map_get"
    value: Expr
    key: Expr
    type: Type


@node
class Part(Node):
    """An interpolated value with its format, if any."""

    value: Expr
    format: str | None = None


@node
class Text(Node):
    """A text with interpolations."""

    kind: Literal["interpolation"] = "interpolation"
    parts: tuple[str | Part, ...]
    type: Type


@node
class ForClause(Node):
    """One name a list item, or two for a list of pairs. Types are those of the names."""

    kind: Literal["for"] = "for"
    names: tuple[str, ...]
    types: tuple[Type, ...]
    source: Expr


@node
class IfClause(Node):
    kind: Literal["if"] = "if"
    condition: Expr


Clause = Annotated[ForClause | IfClause, ByKind()]


@node
class OrderKey(Node):
    value: Expr
    descending: bool = False


Gather = Literal[
    "list",
    "count",
    "sum",
    "min",
    "max",
    "avg",
    "any",
    "all",
    "first",
    "the",
    "distinct",
    "map",
    "group",
]


@node
class Comprehension(Node):
    """`gather(items for … if … order by … limit … offset …)`.

    `items` has two expressions for `map` (key, value) and `group` (key, value; type [(K, [V])]), else one. Clauses
    are in source order and the first is a `ForClause`. An aggregate over a plain list, `sum(xs)`, is desugared to this.
    """

    kind: Literal["comprehension"] = "comprehension"
    gather: Gather
    items: tuple[Expr, ...]
    clauses: tuple[Clause, ...]
    order: tuple[OrderKey, ...] = ()
    limit: Expr | None = None
    offset: Expr | None = None
    type: Type


@node
class Old(Node):
    """The value before the call (in a goal: at the start). `early` is true where it can be taken at the start of the call:
    all its names are known there."""

    kind: Literal["old"] = "old"
    value: Expr
    early: bool
    type: Type


Expr = Annotated[
    Const
    | Var
    | Me
    | Now
    | StateRow
    | FieldGet
    | DerivedGet
    | HasGet
    | RecordGet
    | EntityRows
    | Lookup
    | Not
    | And
    | Or
    | Negate
    | Arithmetic
    | Compare
    | In
    | Coalesce
    | If
    | Match
    | Convert
    | Narrow
    | Builtin
    | DefCall
    | ExternCall
    | ListOf
    | MapOf
    | RecordOf
    | ObjectOf
    | Project
    | ViewOf
    | Index
    | SliceOf
    | MapGet
    | Text
    | Comprehension
    | Old,
    ByKind(),
]
