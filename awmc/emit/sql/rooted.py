"""Statements about rows that are named from outside: `lower_rooted` gives the JSON of a value from their columns, `lower_exists` only asks.

In: an expression and the rows, each with the condition under which it may be seen. Out: a statement of one row, or of none where one of the
rows is missing or may not be seen; None where Python does it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from awmc.emit.sql import nodes as n
from awmc.emit.sql.lower import SqlQuery, finished, is_structure
from awmc.emit.sql.projections import structure
from awmc.emit.sql.remember import remembered
from awmc.emit.sql.rows import FreeRow, TableRow
from awmc.emit.sql.scalars import value
from awmc.emit.sql.scope import Context, Frame, Unsupported
from awmc.emit.sql.sources import row_alias
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.model import Environment


@dataclass(frozen=True)
class Root:
    """A row that a parameter names, or the actor's. `visible` is the condition on it as `self`."""

    row: e.Var | e.Me
    visible: e.Expr | None = None


@dataclass(frozen=True)
class RootedQuery(SqlQuery):
    """`own` are the parameters of the value itself; the others are those of the conditions on its rows."""

    own: tuple[str, ...] = ()


@remembered
def lower_rooted(env: Environment, expr: e.Expr, roots: tuple[Root, ...]) -> RootedQuery | None:
    """The JSON of `expr`, which is no option, in which the roots are rows of the statement."""
    if not is_structure(expr.type) or isinstance(expr.type, t.OptionType):
        return None
    cx, frame = Context(env), Frame()
    try:
        found = _add(cx, frame, roots)
        scope = {r.row.name: row for r, row in found if isinstance(r.row, e.Var)}
        made = structure(cx, expr, scope)
        own = tuple(cx.params)
        _see(cx, frame, found)
        if made.nullable:
            raise Unsupported("a value that may be NULL")
        query = finished(cx, "json", frame.select().select(made.node, copy=False), made.fallible)
    except Unsupported:
        return None
    if query is None:
        return None
    return RootedQuery(
        query.sql, query.params, "json", query.functions, query.fallible, query.early, own
    )


@remembered
def lower_exists(env: Environment, root: Root) -> SqlQuery | None:
    """1 where the row is there and may be seen, else no row."""
    cx, frame = Context(env), Frame()
    try:
        _see(cx, frame, _add(cx, frame, [root]))
        return finished(cx, "flag", frame.select().select(n.const(1), copy=False), fallible=False)
    except Unsupported:
        return None


def _add(cx: Context, frame: Frame, roots: Sequence[Root]) -> list[tuple[Root, TableRow]]:
    found = []
    for root in roots:
        target = t.unwrap(root.row.type)
        assert isinstance(target, t.RefType)
        entity = cx.env.entity(target.entity)
        is_me = isinstance(root.row, e.Me)
        name = "me" if isinstance(root.row, e.Me) else root.row.name
        on: list[n.Node] = []
        this = row_alias(cx, frame, entity, "me" if is_me else entity.table, on)
        keys = FreeRow(cx, entity, False, expr=root.row, name=name).keys()
        on += [n.compare("==", mine, key) for mine, key in zip(this.keys(), keys, strict=True)]
        if is_me:
            cx.me = this
        found.append((root, this))
    frame.order.clear()
    return found


def _see(cx: Context, frame: Frame, found: Sequence[tuple[Root, TableRow]]) -> None:
    for root, this in found:
        if root.visible is None:
            continue
        seen = value(cx, root.visible, {"self": this})
        if seen.fallible:
            raise Unsupported("a condition that can fail")
        frame.where.append(seen.node)
