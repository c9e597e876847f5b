"""Expressions of the IR as SQL queries: `lower_query(env, expr)`.

In: an expression as it stands in a tool, rule or view. Out: one statement with named parameters, or None where Python does it: because no table is
read, because SQL cannot compute it, or because SQLite might evaluate something that can fail where the language would not.

| shape | the statement gives |
|---|---|
| value, flag | one row and column, in the run-time form; `flag` a bool, as 0 or 1 |
| values | one column, in the run-time form, in order |
| rows, first | rows with every column of `entity_columns`, in order; at most one |
| json | one JSON text, as a caller sees it |

The parameters are expressions over names of the Python around; each is computed before the statement, never fails, and is none
where a step of it is none. One whose type is a list or map is given as JSON text in its run-time form.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from sqlglot import exp

from awmc.emit.sql import nodes as n
from awmc.emit.sql.gather import Sources, first_row, sources
from awmc.emit.sql.nodes import Node
from awmc.emit.sql.projections import structure
from awmc.emit.sql.remember import remembered
from awmc.emit.sql.rows import FreeRow, Row
from awmc.emit.sql.scalars import value
from awmc.emit.sql.scope import Context, Scope, Sql, Unsupported
from awmc.emit.sql.size import MAX_NESTING, nesting, too_large
from awmc.emit.sql.sources import row, row_type
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.columns import entity_columns
from awmc.ir.model import Environment

Shape = Literal["value", "flag", "values", "rows", "first", "json"]


@dataclass(frozen=True)
class SqlQuery:
    """A statement, what its parameters are, and what it gives. See the module."""

    sql: str
    params: tuple[tuple[str, e.Expr], ...]
    shape: Shape
    functions: tuple[str, ...] = ()
    """The functions that the runtime has to register, sorted."""
    fallible: bool = False
    """Whether it may fail; a `distinct` list counts as such."""
    early: bool = False
    """Whether it may fail before a row is found: SQLite computes calls without columns first."""


@remembered
def lower_query(env: Environment, expr: e.Expr) -> SqlQuery | None:
    """The query that gives the value of `expr`; None where Python has to."""
    cx = Context(env)
    try:
        shape, node, fallible = _lower(cx, expr)
    except Unsupported:
        return None
    return finished(cx, shape, node, fallible)


def finished(cx: Context, shape: Shape, node: Node, fallible: bool) -> SqlQuery | None:
    """The query of a statement; None where it reads no table, or where an old SQLite would not take it."""
    if not cx.reads_tables or too_large(node):
        return None
    early = n.has_call_without_columns(node)
    sql = n.render(node)
    if nesting(sql) > MAX_NESTING:
        return None
    params, functions = tuple(cx.params.items()), tuple(sorted(cx.functions))
    return SqlQuery(sql, params, shape, functions, fallible, fallible and early)


def _lower(cx: Context, expr: e.Expr) -> tuple[Shape, Node, bool]:
    scope: Scope = {}
    match expr:
        case e.Comprehension(gather="first") if row_type(expr.items[0].type):
            found, this = first_row(cx, expr, scope)
            return "first", _rows(cx, found, this), found.fallible
        case e.Comprehension(gather="list" | "distinct") if _is_plain_item(expr.items[0].type):
            return _plain_list(cx, expr, scope)
        case e.Project() | e.ViewOf() if row_type(expr.source.type):
            return _statement("json", _one(cx, expr, scope))
        case _ if is_structure(expr.type):
            return _statement("json", structure(cx, expr, scope))
        case _ if isinstance(expr.type, t.BoolType):
            return _statement("flag", value(cx, expr, scope))
        case _ if _is_plain_item(expr.type) and not row_type(expr.type):
            return _statement("value", value(cx, expr, scope))
        case _:
            raise Unsupported("no query gives this")


def _one(cx: Context, expr: e.Project | e.ViewOf, scope: Scope) -> Sql:
    """The projection of one row. Of a view the key's parameters have the key's own names: the statement is the same for every row."""
    this = row(cx, expr.source, scope)
    if not (isinstance(expr, e.ViewOf) and isinstance(this, FreeRow)):
        return structure(cx, expr, scope)
    source = e.Var(name="self", type=expr.source.type)
    return structure(cx, replace(expr, source=source), {"self": replace(this, name="")})


def _plain_list(cx: Context, expr: e.Comprehension, scope: Scope) -> tuple[Shape, Node, bool]:
    item = expr.items[0]
    if expr.gather == "distinct":
        return "values", _distinct(cx, expr, scope), True
    found = sources(cx, expr, scope)
    if row_type(item.type):
        return "rows", _rows(cx, found, row(cx, item, found.scope)), found.fallible
    made = value(cx, item, found.scope)
    if made.fallible and found.is_cut:
        raise Unsupported("items that can fail, of a list that is cut")
    node = found.ordered(found.frame.select().select(made.node, copy=False))
    return "values", node, made.fallible or found.fallible


def _rows(cx: Context, found: Sources, this: Row) -> Node:
    if this.may_be_none:
        raise Unsupported("rows that may be none")
    columns = [
        n.aliased(this.column(column), column.name)
        for column in entity_columns(cx.env, this.entity)
    ]
    return found.ordered(found.frame.select().select(*columns, copy=False))


def _distinct(cx: Context, expr: e.Comprehension, scope: Scope) -> Node:
    """In order of first appearance: the least rowid of each value."""
    found = sources(cx, expr, scope)
    if (
        found.is_cut
        or found.is_sorted
        or len(found.frame.order) != 1
        or row_type(expr.items[0].type)
    ):
        raise Unsupported("a distinct list that is ordered or of several sources")
    made = value(cx, expr.items[0], found.scope)
    query = found.frame.select().select(made.node, copy=False)
    query = query.group_by(made.node.copy(), copy=False)
    return query.order_by(n.ordered(n.call("min", found.frame.order[0])), copy=False)


def _statement(shape: Shape, made: Sql) -> tuple[Shape, Node, bool]:
    """A SELECT of the value: the query itself where it is one."""
    if isinstance(made.node, exp.Subquery) and isinstance(made.node.this, exp.Select):
        return shape, made.node.this, made.fallible
    return shape, exp.Select().select(made.node, copy=False), made.fallible


def is_structure(type_: t.Type) -> bool:
    """Whether the value is JSON as it stands: an object, or a list of such; none is NULL."""
    type_ = t.unwrap(type_)
    if isinstance(type_, t.ListType):
        return is_structure(type_.item)
    return isinstance(type_, t.ObjectType)


def _is_plain_item(type_: t.Type) -> bool:
    inner = t.unwrap(type_)
    structured = t.RecordType | t.ObjectType | t.ListType | t.MapType | t.PairType | t.BoolType
    return not isinstance(inner, structured | t.NoneType)
