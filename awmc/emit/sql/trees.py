"""`ancestors` and `descendants` in SQL, by recursive queries: of rows with a simple key, along a self-reference.

Guaranteed: they end where references go in a circle, and never hold the row itself, as in Python.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from awmc.emit.sql import nodes as n
from awmc.emit.sql.nodes import Node
from awmc.emit.sql.rows import Row, TableRow
from awmc.emit.sql.scope import Context, Frame, Scope, Sql, Unsupported
from awmc.emit.sql.sources import row
from awmc.ir import expr as e
from awmc.ir.columns import field_columns, key_columns

_DEPTH = "depth"


@dataclass(frozen=True)
class _Tree:
    this: Row
    key: str
    parent: str
    up: bool

    @property
    def table(self) -> str:
        return self.this.entity.table


def is_tree(expr: e.Expr) -> bool:
    """Whether it is a call of either."""
    return isinstance(expr, e.Builtin) and expr.name in ("ancestors", "descendants")


def in_tree(cx: Context, item: Row, expr: e.Expr, scope: Scope) -> Sql:
    """Whether a row is among them."""
    tree = _tree(cx, expr, scope)
    name = cx.alias("above" if tree.up else "below")
    first, step = _steps(cx, tree, name)
    union = exp.Union(this=first, expression=step, distinct=True)
    query = exp.Select().select(n.column(tree.key, name), copy=False)
    query = query.from_(n.table(name, name), copy=False)
    found = n.in_query(item.keys()[0], n.with_recursive(query, name, union))
    other = n.not_(n.same(item.keys()[0], tree.this.keys()[0]))
    terms = [n.not_null(item.keys()[0])] if item.may_be_none else []
    return Sql(n.and_([*terms, found, other]))


def add_tree(cx: Context, frame: Frame, name: str, expr: e.Expr, scope: Scope) -> Row:
    """The ancestors as a source, the nearest first."""
    tree = _tree(cx, expr, scope)
    if not tree.up or frame.sources:
        raise Unsupported("descendants in order, or trees of a row of the same FROM")
    walk, alias, own = cx.alias("above"), cx.alias(name), cx.alias(f"{name}_above")
    first, step = _steps(cx, tree, walk)
    first = first.select(n.aliased(n.const(1), _DEPTH), copy=False)
    step = step.select(n.arithmetic("+", n.column(_DEPTH, walk), n.const(1)), copy=False)
    union = exp.Union(this=first, expression=step, distinct=False)
    union.set("limit", exp.Limit(expression=n.subquery(_count(cx, tree))))
    key = n.column(tree.key, walk)
    depth = n.aliased(n.call("min", n.column(_DEPTH, walk)), _DEPTH)
    query = exp.Select().select(key, depth, copy=False).from_(n.table(walk, walk), copy=False)
    query = query.where(n.not_(n.same(key.copy(), tree.this.keys()[0])), copy=False)
    query = query.group_by(key.copy(), copy=False)
    frame.sources.append(n.derived(n.with_recursive(query, walk, union), own))
    frame.conditions.append([])
    frame.sources.append(n.table(tree.table, alias))
    frame.conditions.append([n.compare("==", n.column(tree.key, alias), n.column(tree.key, own))])
    frame.order.append(n.column(_DEPTH, own))
    return TableRow(cx, tree.this.entity, False, frame=frame, alias=alias)


def _tree(cx: Context, expr: e.Expr, scope: Scope) -> _Tree:
    assert isinstance(expr, e.Builtin)
    this = row(cx, expr.args[0], scope)
    field = expr.args[1]
    keys = key_columns(cx.env, this.entity)
    if len(keys) != 1 or not isinstance(field, e.Const) or this.may_be_none:
        raise Unsupported("a tree of rows with a compound key")
    (parent,) = field_columns(cx.env, this.entity.field(str(field.value)))
    if _DEPTH in (keys[0].name, parent.name):
        raise Unsupported("a key that is named as the depth is")
    cx.reads_tables = True
    return _Tree(this, keys[0].name, parent.name, expr.name == "ancestors")


def _steps(cx: Context, tree: _Tree, walk: str) -> tuple[exp.Select, exp.Select]:
    """The rows next to the row, and those next to what has been found."""
    one, two = cx.alias(f"{walk}_first"), cx.alias(f"{walk}_next")
    shown, other = (tree.parent, tree.key) if tree.up else (tree.key, tree.parent)
    reached = n.column(tree.key, walk)
    first = _select(tree, one, shown).where(
        n.compare("==", n.column(other, one), tree.this.keys()[0]), copy=False
    )
    step = _select(tree, two, shown).join(
        n.table(walk, walk), on=n.compare("==", n.column(other, two), reached), copy=False
    )
    if tree.up:
        first = first.where(n.not_null(n.column(shown, one)), copy=False)
        step = step.where(n.not_null(n.column(shown, two)), copy=False)
    return first, step


def _select(tree: _Tree, alias: str, shown: str) -> exp.Select:
    query = exp.Select().select(n.aliased(n.column(shown, alias), tree.key), copy=False)
    return query.from_(n.table(tree.table, alias), copy=False)


def _count(cx: Context, tree: _Tree) -> exp.Select:
    """As many steps as there are rows: a walk that goes on beyond them goes in a circle."""
    alias = cx.alias(f"every_{tree.table}")
    count: Node = n.call("count", exp.Star())
    return exp.Select().select(count, copy=False).from_(n.table(tree.table, alias), copy=False)
