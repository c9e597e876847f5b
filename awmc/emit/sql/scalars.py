"""Values in SQL: `value(cx, expr, scope)` of everything but rows, JSON and lists, in the run-time form of columns.

Guaranteed: the result is NULL exactly where the language has none; a bool is 0 or 1; where the expression can fail, the
result says so (`fallible`) and is evaluated by SQLite exactly when its own node is, for what it guards stands in CASE.
A value that narrowing keeps from being none may still be NULL where its guard is false: then the guard decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from awmc.emit.sql import nodes as n
from awmc.emit.sql.arithmetic import arithmetic, convert, negate
from awmc.emit.sql.builtins import builtin
from awmc.emit.sql.comparisons import coalesce, compare, in_
from awmc.emit.sql.nodes import Node
from awmc.emit.sql.places import stored
from awmc.emit.sql.scope import Closure, Column, Context, Scope, Sql, Unsupported
from awmc.emit.sql.sources import inline_def, row, row_type
from awmc.emit.sql.texts import interpolation, sliced
from awmc.ir import expr as e
from awmc.ir import types as t


def value(cx: Context, expr: e.Expr, scope: Scope) -> Sql:
    """The value. Raises Unsupported."""
    match expr:
        case e.Const():
            return _const(expr)
        case e.Var():
            return _var(cx, expr, scope)
        case e.Now():
            return Sql(cx.param("now", expr))
        case e.FieldGet() | e.RecordGet():
            return stored(cx, expr, scope)
        case e.DerivedGet():
            return _derived(cx, expr, scope)
        case e.Not():
            inner = value(cx, expr.value, scope)
            return Sql(n.not_(inner.node), fallible=inner.fallible)
        case e.And():
            return _and([value(cx, item, scope) for item in expr.items])
        case e.Or():
            return _or([value(cx, item, scope) for item in expr.items])
        case e.Compare():
            return compare(cx, expr, scope)
        case e.In():
            return in_(cx, expr, scope)
        case e.Coalesce():
            return coalesce(cx, expr, scope)
        case e.If():
            return _if(cx, expr, scope)
        case e.Match():
            return _match(cx, expr, scope)
        case e.Negate():
            return negate(cx, expr, scope)
        case e.Arithmetic():
            return arithmetic(cx, expr, scope)
        case e.Convert():
            return convert(cx, expr, scope)
        case e.Narrow():
            inner = value(cx, expr.value, scope)
            return Sql(inner.node, False, inner.fallible)
        case e.Builtin():
            return builtin(cx, expr, scope)
        case e.DefCall():
            inner_expr, inner_scope = inline_def(cx, expr, scope)
            return cx.deep(lambda: value(cx, inner_expr, inner_scope))
        case e.Text():
            return interpolation(cx, expr, scope)
        case e.SliceOf():
            return sliced(cx, expr, scope)
        case e.Comprehension():
            from awmc.emit.sql.gather import gathered

            return gathered(cx, expr, scope)
        case e.MapGet():
            from awmc.emit.sql.containers import map_get

            return map_get(cx, expr, scope)
        case (
            e.Me()
            | e.StateRow()
            | e.HasGet()
            | e.EntityRows()
            | e.Lookup()
            | e.ExternCall()
            | e.ListOf()
            | e.MapOf()
            | e.RecordOf()
            | e.ObjectOf()
            | e.Project()
            | e.ViewOf()
            | e.Index()
            | e.Old()
        ):
            raise Unsupported(f"{expr.kind} as a value")
        case _:
            assert_never(expr)


def branches(conditions: Sequence[Sql], values: Sequence[Sql], otherwise: Sql | None) -> Sql:
    """The value of the first condition that holds; without `otherwise` the last one's needs no condition."""
    pairs = list(zip(conditions, values, strict=True))
    if otherwise is None:
        otherwise = pairs.pop()[1]
    if not pairs:
        return otherwise
    parts = [*(part for pair in pairs for part in pair), otherwise]
    node = n.case([(test.node, then.node) for test, then in pairs], otherwise.node)
    nullable = any(part.nullable for part in [*(then for _, then in pairs), otherwise])
    return Sql(node, nullable, any(part.fallible for part in parts))


def _const(expr: e.Const) -> Sql:
    value_ = expr.value
    if isinstance(value_, str) and "\0" in value_:
        raise Unsupported("U+0000 in a text")
    if isinstance(value_, int) and isinstance(t.unwrap(expr.type), t.FloatType):
        value_ = float(value_)
    return Sql(n.const(value_), nullable=value_ is None)


def _var(cx: Context, expr: e.Var, scope: Scope) -> Sql:
    found = scope.get(expr.name)
    match found:
        case Column():
            return found.value
        case Closure():
            inner = value(cx, found.expr, found.scope)
            if inner.fallible:
                raise Unsupported("an argument that can fail is evaluated before the def")
            return inner
        case None if _is_scalar(expr.type):
            return Sql(cx.param(expr.name, expr), isinstance(expr.type, t.OptionType))
        case _:
            raise Unsupported(f"{expr.name} is no plain value")


def _is_scalar(type_: t.Type) -> bool:
    inner = t.unwrap(type_)
    return not isinstance(
        inner,
        t.RefType | t.RecordType | t.ObjectType | t.ListType | t.MapType | t.PairType | t.NoneType,
    )


def _derived(cx: Context, expr: e.DerivedGet, scope: Scope) -> Sql:
    this = row(cx, expr.row, scope)
    derived = next(d for d in this.entity.derived if d.name == expr.field)
    if row_type(derived.type):
        raise Unsupported("a derived row as a value")
    inner = cx.deep(lambda: value(cx, derived.value, {"self": this.narrow()}))
    if not (expr.safe and this.may_be_none):
        return inner
    there = n.not_null(this.keys()[0])
    return Sql(n.case([(there, inner.node)], None), True, inner.fallible)


def _and(items: Sequence[Sql]) -> Sql:
    if not any(item.fallible for item in items[1:]):
        return Sql(n.and_(item.node for item in items), fallible=items[0].fallible)
    return _shortcut(items, stop=False)


def _or(items: Sequence[Sql]) -> Sql:
    if not any(item.fallible for item in items[1:]):
        return Sql(n.or_(item.node for item in items), fallible=items[0].fallible)
    return _shortcut(items, stop=True)


def _shortcut(items: Sequence[Sql], stop: bool) -> Sql:
    """SQLite may evaluate either side of AND and OR first; CASE goes from left to right."""
    node = items[-1].node
    for item in reversed(items[:-1]):
        if stop:
            node = n.case([(item.node, n.const(True))], node)
        else:
            node = n.case([(item.node, node)], n.const(False))
    return Sql(node, fallible=True)


def _if(cx: Context, expr: e.If, scope: Scope) -> Sql:
    condition = value(cx, expr.condition, scope)
    then, otherwise = value(cx, expr.then, scope), value(cx, expr.otherwise, scope)
    return branches([condition], [then], otherwise)


def _match(cx: Context, expr: e.Match, scope: Scope) -> Sql:
    conditions, values = match_tests(cx, expr, scope), [arm.value for arm in expr.arms]
    last = None if expr.otherwise is None else value(cx, expr.otherwise, scope)
    return branches(conditions, [value(cx, one, scope) for one in values], last)


def match_tests(cx: Context, expr: e.Match, scope: Scope) -> list[Sql]:
    """The condition of each arm. The subject must not fail: it is repeated."""
    tests = []
    for arm in expr.arms:
        parts = [
            value(cx, e.Compare(op="==", left=expr.subject, right=pattern), scope)
            for pattern in arm.patterns
        ]
        if any(part.fallible for part in parts):
            raise Unsupported("a pattern or subject that can fail")
        tests.append(Sql(_any_of(parts)))
    return tests


def _any_of(parts: Sequence[Sql]) -> Node:
    return n.or_(part.node for part in parts)
