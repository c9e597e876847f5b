"""Comparisons, `in` and `??` in SQL: none equals none and only none, enums compare as declared, rows by key."""

from __future__ import annotations

from collections.abc import Sequence

from awmc.emit.sql import nodes as n
from awmc.emit.sql.nodes import Node
from awmc.emit.sql.places import is_missing, place
from awmc.emit.sql.scope import Context, Scope, Sql, Unsupported
from awmc.emit.sql.sources import keys_equal, row, row_type
from awmc.ir import expr as e
from awmc.ir import types as t


def compare(cx: Context, expr: e.Compare, scope: Scope) -> Sql:
    """`left op right`."""
    if is_none(expr.right) or is_none(expr.left):
        other = expr.left if is_none(expr.right) else expr.right
        missing = none_test(cx, other, scope)
        return missing if expr.op == "==" else Sql(n.not_(missing.node), fallible=missing.fallible)
    if row_type(expr.left.type) or row_type(expr.right.type):
        same = keys_equal(row(cx, expr.left, scope), row(cx, expr.right, scope))
        return same if expr.op == "==" else Sql(n.not_(same.node))
    if not (is_plain(expr.left.type) and is_plain(expr.right.type)):
        raise Unsupported("records, lists and maps are compared in Python")
    left, right = _value(cx, expr.left, scope), _value(cx, expr.right, scope)
    fallible = left.fallible or right.fallible
    if expr.op in ("==", "!="):
        return Sql(_equal(expr.op, left, right), fallible=fallible)
    enum = t.unwrap(expr.left.type)
    if isinstance(enum, t.EnumType):
        ranked = [enum_rank(cx, enum, side.node) for side in (left, right)]
        return Sql(n.compare(expr.op, *ranked), fallible=fallible)
    return Sql(n.compare(expr.op, left.node, right.node), fallible=fallible)


def none_test(cx: Context, expr: e.Expr, scope: Scope) -> Sql:
    """Whether a value is none."""
    if row_type(expr.type):
        return Sql(n.is_null(row(cx, expr, scope).keys()[0]))
    if isinstance(t.unwrap(expr.type), t.RecordType):
        found = place(cx, expr, scope)
        if found is None:
            raise Unsupported("a record made on the way")
        return Sql(is_missing(cx, *found, expr.type))
    if isinstance(expr.type, t.NoneType):
        return Sql(n.const(True))
    inner = _value(cx, expr, scope)
    return Sql(n.is_null(inner.node), fallible=inner.fallible)


def coalesce(cx: Context, expr: e.Coalesce, scope: Scope) -> Sql:
    """`left ?? right`; SQLite's coalesce stops at the first that is not NULL."""
    left, right = _value(cx, expr.left, scope), _value(cx, expr.right, scope)
    node = n.call("coalesce", left.node, right.node)
    return Sql(node, right.nullable, left.fallible or right.fallible)


def in_(cx: Context, expr: e.In, scope: Scope) -> Sql:
    """`item in container`."""
    found = _member(cx, expr, scope)
    return Sql(n.not_(found.node), fallible=found.fallible) if expr.negated else found


def enum_rank(cx: Context, enum: t.EnumType, node: Node) -> Node:
    """What sorts as the enum is declared: the spelling itself where that is its order, else a number."""
    spellings = [member.spelling for member in cx.env.enum(enum.name).members]
    if spellings == sorted(spellings):
        return node
    ranks = [(n.const(spelling), n.const(place)) for place, spelling in enumerate(spellings)]
    return n.case(ranks, None, subject=node)


def is_none(expr: e.Expr) -> bool:
    return isinstance(expr, e.Const) and expr.value is None


def is_plain(type_: t.Type) -> bool:
    """Whether values of the type are one column that compares as it is."""
    inner = t.unwrap(type_)
    return not isinstance(inner, t.RecordType | t.ListType | t.MapType | t.ObjectType | t.PairType)


def equals(left: Sql, right: Sql) -> Node:
    """Whether two values are the same, none equal to none; never NULL."""
    return _equal("==", left, right)


def _equal(op: str, left: Sql, right: Sql) -> Node:
    if left.nullable or right.nullable:
        node = n.same(left.node, right.node)
        return node if op == "==" else n.not_(node)
    return n.compare(op, left.node, right.node)


def _value(cx: Context, expr: e.Expr, scope: Scope) -> Sql:
    from awmc.emit.sql.scalars import value

    return value(cx, expr, scope)


def _member(cx: Context, expr: e.In, scope: Scope) -> Sql:
    from awmc.emit.sql.containers import in_container, in_rows
    from awmc.emit.sql.sources import unfold

    container, inner = unfold(cx, expr.container, scope)
    if isinstance(container, e.ListOf):
        return _in_literal(cx, expr.item, scope, container.items, inner)
    if row_type(expr.item.type):
        return in_rows(cx, row(cx, expr.item, scope), container, inner)
    item = _value(cx, expr.item, scope)
    return in_container(cx, item, expr.item.type, container, inner)


def _in_literal(
    cx: Context, item: e.Expr, scope: Scope, items: Sequence[e.Expr], inner: Scope
) -> Sql:
    if not items:
        return Sql(n.const(False), fallible=_may_fail(cx, item, scope))
    if row_type(item.type):
        this = row(cx, item, scope)
        return Sql(n.or_(keys_equal(this, row(cx, one, inner)).node for one in items))
    if not is_plain(item.type):
        raise Unsupported("records and lists are compared in Python")
    left = _value(cx, item, scope)
    found = [_value(cx, one, inner) for one in items]
    fallible = left.fallible or any(one.fallible for one in found)
    if left.nullable or any(one.nullable for one in found):
        if left.fallible:
            raise Unsupported("an item that can fail would be evaluated again")
        node = n.or_(equals(Sql(left.node.copy(), left.nullable), one) for one in found)
        return Sql(node, fallible=fallible)
    return Sql(n.one_of(left.node, [one.node for one in found]), fallible=fallible)


def _may_fail(cx: Context, expr: e.Expr, scope: Scope) -> bool:
    if row_type(expr.type):
        return False
    if _value(cx, expr, scope).fallible:
        raise Unsupported("an item that can fail and is compared with nothing")
    return False
