"""`count sum min max avg any all first` in SQL: SELECTs over the sources of a comprehension.

Guaranteed: what a limit cuts off is not evaluated, unless it cannot fail; nothing that can fail stands where SQLite may evaluate it for
other rows than the language would.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlglot import exp

from awmc.emit.sql import nodes as n
from awmc.emit.sql.comparisons import enum_rank, is_plain
from awmc.emit.sql.nodes import Node
from awmc.emit.sql.rows import PickedRow, Row, pick
from awmc.emit.sql.scope import (
    Binding,
    Closure,
    Column,
    Context,
    Frame,
    Scope,
    Sql,
    Unsupported,
)
from awmc.emit.sql.sources import add_clauses, row, row_type
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.intervals import Interval, interval, overflows

_EXACT_MEAN = Interval(low=-(2**22), high=2**22)
"""Ints whose sum a float holds exactly, however many there are."""


@dataclass(frozen=True)
class Sources:
    """A comprehension's clauses, ordered and cut: the frame that its items are built in, and their scope."""

    frame: Frame
    scope: Scope
    order: tuple[Node, ...]
    limit: Node | None
    offset: Node | None
    fails: bool
    """Whether a limit can fail."""

    @property
    def fallible(self) -> bool:
        """Whether anything of it can fail."""
        return self.fails or bool(self.frame.guarded)

    @property
    def is_sorted(self) -> bool:
        """Whether the rows come in another order than their own."""
        return bool(self.order or self.frame.sorted)

    @property
    def is_cut(self) -> bool:
        return self.limit is not None or self.offset is not None

    def ordered(self, query: exp.Select) -> exp.Select:
        """The query with ORDER BY, LIMIT and OFFSET."""
        rows = (n.ordered(node) for node in self.frame.order)
        terms = [*self.order, *(term.copy() for term in self.frame.sorted), *rows]
        if self.frame.guarded and self.is_cut:
            terms[0] = n.sorted_(terms[0])
        query = query.order_by(*terms, copy=False) if terms else query
        if self.is_cut:
            query = query.limit(self.limit or n.const(-1), copy=False)
        return query if self.offset is None else query.offset(self.offset, copy=False)


def sources(cx: Context, made: e.Comprehension, scope: Scope) -> Sources:
    """FROM, WHERE and what comes after, of a comprehension."""
    frame = Frame()
    inner = add_clauses(cx, frame, made.clauses, scope)
    terms = order_terms(cx, frame, made.order, inner)
    limit, one = _bound(cx, made.limit, scope)
    offset, two = _bound(cx, made.offset, scope)
    if two and made.limit is not None and interval(made.limit).low < 1:
        raise Unsupported("an offset that SQLite does not look at where the limit is 0")
    if frame.guarded and made.limit is not None and interval(made.limit).low < 1:
        raise Unsupported("a filter that can fail: SQLite looks at no row where the limit is 0")
    return Sources(frame, inner, terms, limit, offset, one or two)


def picked(cx: Context, made: e.Comprehension, found: Sources) -> Sources:
    """The same seen from outside an ordered subquery, which gives the columns that are asked for."""
    outputs: dict[str, Node] = {}
    names = [name for c in made.clauses if isinstance(c, e.ForClause) for name in c.names]
    single = len(names) == 1 and len(found.frame.order) == 1
    first = found.frame.order[0]
    alias = first.text("table") if single else cx.alias("found")
    frame = Frame(keeps_order=True)
    scope: dict[str, Binding] = dict(found.scope)

    def build() -> Node:
        columns = [n.aliased(node, name) for name, node in outputs.items()] or [n.const(1)]
        return n.derived(found.ordered(found.frame.select().select(*columns, copy=False)), alias)

    frame.sources.append(build)
    frame.conditions.append([])
    for name in names:
        prefix = "" if single else f"{name}_"
        scope[name] = _seen(cx, found.scope[name], (frame, alias, outputs, name, prefix))
    return Sources(frame, scope, (), None, None, found.fallible)


def gathered(cx: Context, made: e.Comprehension, scope: Scope) -> Sql:
    """The value of an aggregate, `any`, `all` or `first`, as a scalar."""
    make = _GATHERS.get(made.gather)
    if make is None:
        raise Unsupported(f"{made.gather} as a value")
    found = sources(cx, made, scope)
    if made.gather == "first":
        return _first(cx, made, found)
    if found.is_cut:
        found = picked(cx, made, found)
    result = make(cx, made, found)
    return replace(result, fallible=result.fallible or found.fallible)


def count_rows(cx: Context, source: e.Expr, scope: Scope) -> Sql:
    """How many rows a source has."""
    names = cx.alias("counted")
    item = e.Var(name=names, type=getattr(source.type, "item", t.ERROR))
    if isinstance(source, e.Comprehension):
        return gathered(cx, replace(source, gather="count", type=t.INT), scope)
    clause = e.ForClause(names=(names,), types=(item.type,), source=source)
    cx.aliases.discard(names)
    made = e.Comprehension(gather="count", items=(item,), clauses=(clause,), type=t.INT)
    return gathered(cx, made, scope)


def _seen(
    cx: Context, binding: Binding, where: tuple[Frame, str, dict[str, Node], str, str]
) -> Binding:
    """A loop name as seen from outside the subquery."""
    frame, alias, outputs, name, prefix = where
    match binding:
        case Row():
            return PickedRow(
                cx,
                binding.entity,
                binding.nullable,
                narrowed=binding.narrowed,
                frame=frame,
                alias=alias,
                source=binding,
                outputs=outputs,
                prefix=prefix,
            )
        case Column(value=value):
            return Column(replace(value, node=n.column(pick(outputs, name, value.node), alias)))
        case Closure():
            from awmc.emit.sql.scalars import value as lower

            value = lower(cx, binding.expr, binding.scope)
            if value.fallible:
                raise Unsupported("items of a list that can fail")
            return Column(replace(value, node=n.column(pick(outputs, name, value.node), alias)))


def order_terms(
    cx: Context, frame: Frame, keys: tuple[e.OrderKey, ...], scope: Scope
) -> tuple[Node, ...]:
    """The terms of ORDER BY."""
    terms: list[Node] = []
    for key in keys:
        found = order_value(cx, key.value, scope)
        if found.fallible:
            if found.nullable or len(frame.sources) != 1:
                raise Unsupported("an order by what may be none or fail")
            # SQLite leaves out keys that make no difference; the language evaluates every one
            frame.guarded.append(n.not_null(found.node.copy()))
        if found.nullable:
            terms.append(n.ordered(n.is_null(found.node.copy())))
        terms.append(n.ordered(found.node, key.descending))
    return tuple(terms)


def order_value(cx: Context, expr: e.Expr, scope: Scope) -> Sql:
    """What sorts as the value does."""
    from awmc.emit.sql.scalars import value

    if row_type(expr.type) or not is_plain(expr.type):
        raise Unsupported("an order by rows, records or lists")
    found = value(cx, expr, scope)
    enum = t.unwrap(expr.type)
    if isinstance(enum, t.EnumType):
        return replace(found, node=enum_rank(cx, enum, found.node))
    return found


def _bound(cx: Context, expr: e.Expr | None, scope: Scope) -> tuple[Node | None, bool]:
    """A limit or offset: nothing of a row, and not negative."""
    from awmc.emit.sql.scalars import value

    if expr is None:
        return None, False
    found = value(cx, expr, scope)
    if found.fallible or found.nullable or found.node.find(exp.Column, exp.Select):
        raise Unsupported("a limit that depends on rows")
    if interval(expr).low >= 0:
        return found.node, False
    return cx.function("awm_limit", found.node), True


def _item(cx: Context, made: e.Comprehension, found: Sources) -> Sql:
    from awmc.emit.sql.scalars import value

    return value(cx, made.items[0], found.scope)


def _aggregate(found: Sources, node: Node) -> Node:
    return n.subquery(found.frame.select().select(node, copy=False))


def _count(cx: Context, made: e.Comprehension, found: Sources) -> Sql:
    item = made.items[0]
    plain = isinstance(item, e.Var | e.Const) or row_type(item.type)
    if not plain and _item(cx, made, found).fallible:
        raise Unsupported("counted items that can fail")
    return Sql(_aggregate(found, n.call("count", exp.Star())))


def _sum(cx: Context, made: e.Comprehension, found: Sources) -> Sql:
    item = _item(cx, made, found)
    plain = n.call("coalesce", n.call("sum", item.node), n.const(0))
    match t.unwrap(made.items[0].type):
        case t.FloatType():
            total = cx.function("awm_fsum", item.node)
            node = n.call("coalesce", total, n.const(0.0))
            return Sql(_aggregate(found, node), fallible=True)
        case _ if not overflows(made):
            return Sql(_aggregate(found, plain), fallible=item.fallible)
        case t.DecimalType():
            if interval(made.items[0]).low >= 0:
                # what is too large makes a sum that is: items are not checked one by one
                summand = n.argument_of(item.node, "awm_exact") or item.node
                plain = n.call("coalesce", n.call("sum", summand), n.const(0))
            return Sql(_aggregate(found, cx.function("awm_exact", plain)), fallible=True)
        case _:
            node = n.call("coalesce", cx.function("awm_sum", item.node), n.const(0))
            return Sql(_aggregate(found, node), fallible=True)


def _average(cx: Context, made: e.Comprehension, found: Sources) -> Sql:
    item = _item(cx, made, found)
    match t.unwrap(made.items[0].type):
        case t.FloatType():
            node = cx.function("awm_favg", item.node)
        case t.DecimalType() | t.DurationType():
            node = cx.function("awm_money_avg", item.node)
        case _ if interval(made.items[0]).within(_EXACT_MEAN):
            node = n.call("avg", item.node)
        case _:
            node = cx.function("awm_avg", item.node)
    return Sql(_aggregate(found, node), True, item.fallible)


def _extreme(cx: Context, made: e.Comprehension, found: Sources) -> Sql:
    item = _item(cx, made, found)
    enum = t.unwrap(made.items[0].type)
    if isinstance(enum, t.EnumType) and enum_rank(cx, enum, item.node) is not item.node:
        if item.fallible:
            raise Unsupported("the least of enums that can fail")
        rank = n.ordered(enum_rank(cx, enum, item.node.copy()), made.gather == "max")
        query = found.frame.select().select(item.node, copy=False).order_by(rank, copy=False)
        return Sql(n.subquery(query.limit(n.const(1), copy=False)), True)
    return Sql(_aggregate(found, n.call(made.gather, item.node)), True, item.fallible)


def _exists(cx: Context, made: e.Comprehension, found: Sources) -> Sql:
    item = _item(cx, made, found)
    wanted = item.node if made.gather == "any" else n.not_(item.node)
    if item.fallible or found.fallible:
        return _exists_in_order(made, found, wanted)
    found.frame.where.append(wanted)
    node = n.exists(found.frame.select().select(n.const(1), copy=False))
    return Sql(node if made.gather == "any" else n.not_(node))


def _exists_in_order(made: e.Comprehension, found: Sources, wanted: Node) -> Sql:
    """The same where it can fail: the rows of one table in their order, up to the first that decides."""
    frame = found.frame
    whole = len(frame.sources) == 1 and isinstance(frame.sources[0], exp.Table)
    if not whole or frame.conditions[0] or frame.join_nodes or found.fails or found.is_sorted:
        raise Unsupported("a search that can fail and stops early, of more than a table")
    table = frame.sources[0]
    assert isinstance(table, exp.Table)
    if frame.kept or not isinstance(table.this, exp.Identifier):
        raise Unsupported("a search that can fail and stops early, of a list")
    frame.sources[0] = n.Unindexed(this=table)
    frame.guarded.append(wanted)
    decided = made.gather == "any"
    query = found.ordered(frame.select().select(n.const(decided), copy=False))
    first = n.subquery(query.limit(n.const(1), copy=False))
    return Sql(n.call("coalesce", first, n.const(not decided)), fallible=True)


def _first(cx: Context, made: e.Comprehension, found: Sources) -> Sql:
    item = _item(cx, made, found)
    early = bool(found.frame.guarded) and not found.is_sorted
    if item.fallible or early or found.limit is not None:
        raise Unsupported("the first of items that can fail or that are cut")
    one = replace(found, limit=n.const(1))
    query = one.ordered(found.frame.select().select(item.node, copy=False))
    return Sql(n.subquery(query), True, found.fallible)


def first_row(cx: Context, made: e.Comprehension, scope: Scope) -> tuple[Sources, Row]:
    """The sources of `first(row for …)`, cut to one, and the row."""
    found = sources(cx, made, scope)
    if found.limit is not None or (found.frame.guarded and not found.is_sorted):
        raise Unsupported("the first of a sequence that is cut, or whose filter can fail")
    return replace(found, limit=n.const(1)), row(cx, made.items[0], found.scope)


_GATHERS: dict[str, Callable[[Context, e.Comprehension, Sources], Sql]] = {
    "count": _count,
    "sum": _sum,
    "avg": _average,
    "min": _extreme,
    "max": _extreme,
    "any": _exists,
    "all": _exists,
    "first": _first,
}
