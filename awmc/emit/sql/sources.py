"""Rows, and what a `for` goes through: tables, `has` lists, JSON lists and maps, as sources of a SELECT.

`row(cx, expr, scope)` is where a row comes from; `add_clauses` puts `for … if …` into a frame and gives the scope of what
follows. Conditions that can fail are kept apart (`Frame.guarded`), since SQLite may evaluate the terms of WHERE in any order.
"""

from __future__ import annotations

from collections.abc import Iterable

from awmc.emit.sql import nodes as n
from awmc.emit.sql.identifiers import rowid_name
from awmc.emit.sql.nodes import Node
from awmc.emit.sql.references import ColumnsOf, references
from awmc.emit.sql.rows import FirstRow, FreeRow, KeyRow, Row, StateRow, TableRow
from awmc.emit.sql.scope import Closure, Column, Context, Frame, Scope, Sql, Unsupported
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.columns import Column as TableColumn
from awmc.ir.columns import entity_columns
from awmc.ir.model import Entity


def row_type(type_: t.Type) -> bool:
    """Whether values of the type are rows."""
    return isinstance(t.unwrap(type_), t.RefType)


def row(cx: Context, expr: e.Expr, scope: Scope) -> Row:
    """The row that `expr` is. Raises Unsupported."""
    match expr:
        case e.Narrow():
            return row(cx, expr.value, scope).narrow()
        case e.Var():
            return _row_var(cx, expr, scope)
        case e.Me():
            return cx.me or _free(cx, expr, "me")
        case e.StateRow():
            return StateRow(cx, _entity(cx, expr.type), False)
        case e.FieldGet() | e.RecordGet():
            return _followed(cx, expr, scope)
        case e.DerivedGet():
            this = row(cx, expr.row, scope)
            if this.may_be_none:
                raise Unsupported("a derived row of a row that may be none")
            derived = next(d for d in this.entity.derived if d.name == expr.field)
            return cx.deep(lambda: row(cx, derived.value, {"self": this}))
        case e.DefCall():
            inner, inner_scope = inline_def(cx, expr, scope)
            return cx.deep(lambda: row(cx, inner, inner_scope))
        case e.Lookup(maybe=True):
            return _looked_up(cx, expr, scope)
        case e.Comprehension(gather="first"):
            return _first(cx, expr, scope)
        case _:
            raise Unsupported(f"{expr.kind} as a row")


def inline_def(cx: Context, call: e.DefCall, scope: Scope) -> tuple[e.Expr, Scope]:
    """The body of a `def` and its scope: arguments stand for parameters."""
    definition = cx.env.def_(call.name)
    used = {node.name for node in cx.nodes(definition.value) if isinstance(node, e.Var)}
    inner: dict[str, Closure | Row | Column] = {}
    for param, arg in zip(definition.params, call.args, strict=True):
        plain = isinstance(arg, e.Var | e.Const | e.Me | e.FieldGet | e.Narrow | e.Now)
        if param.name not in used and not plain:
            raise Unsupported("an argument that is never used might fail")
        inner[param.name] = Closure(arg, scope)
    return definition.value, inner


def add_clauses(cx: Context, frame: Frame, clauses: Iterable[e.Clause], scope: Scope) -> Scope:
    """Adds sources and conditions; the scope of what comes after them."""
    from awmc.emit.sql.scalars import value

    for clause in clauses:
        if isinstance(clause, e.ForClause):
            if frame.guarded:
                raise Unsupported("a filter that can fail, before another source")
            scope = {**scope, **_add_source(cx, frame, clause, scope)}
            continue
        for part in conjuncts(clause.condition):
            _add_condition(frame, value(cx, part, scope))
    return scope


def conjuncts(condition: e.Expr) -> tuple[e.Expr, ...]:
    """The parts of an `and`."""
    if isinstance(condition, e.And):
        return tuple(part for item in condition.items for part in conjuncts(item))
    return (condition,)


def _add_condition(frame: Frame, condition: Sql) -> None:
    if not condition.fallible and not frame.guarded:
        frame.where.append(condition.node)
    elif len(frame.sources) == 1:
        frame.guarded.append(condition.node)
    else:
        raise Unsupported("a filter of several sources that can fail")


def row_alias(cx: Context, frame: Frame, entity: Entity, wanted: str, on: list[Node]) -> TableRow:
    """A new source over an entity's table, in insertion order."""
    cx.reads_tables = True
    alias = cx.alias(wanted, f"{wanted}_{entity.table}")
    rowid = rowid_name(column.name for column in entity_columns(cx.env, entity))
    if rowid is None:
        raise Unsupported("columns that hide every name of the rowid")
    frame.sources.append(n.table(entity.table, alias))
    frame.conditions.append(on)
    frame.order.append(n.column(rowid, alias))
    return TableRow(cx, entity, False, frame=frame, alias=alias)


def has_condition(cx: Context, get: e.HasGet, this: Row) -> tuple[Entity, list[tuple[str, Node]]]:
    """The entity of a `has` list, and which of its columns equal what."""
    has = next(h for h in this.entity.has if h.name == get.field)
    entity = cx.env.entity(has.entity)
    group = _reference(cx, entity, has.by)
    return entity, [
        (column.name, key) for column, key in zip(group.columns, this.keys(), strict=True)
    ]


def _row_var(cx: Context, expr: e.Var, scope: Scope) -> Row:
    found = scope.get(expr.name)
    match found:
        case Row():
            return found
        case Closure():
            return row(cx, found.expr, found.scope)
        case None if row_type(expr.type):
            return _free(cx, expr, expr.name)
        case _:
            raise Unsupported(f"{expr.name} is no row")


def _free(cx: Context, expr: e.Expr, name: str) -> Row:
    nullable = isinstance(expr.type, t.OptionType)
    return FreeRow(cx, _entity(cx, expr.type), nullable, expr=expr, name=name)


def _followed(cx: Context, expr: e.FieldGet | e.RecordGet, scope: Scope) -> Row:
    from awmc.emit.sql.places import place

    found = place(cx, expr, scope)
    if found is None or not row_type(expr.type):
        raise Unsupported("a row of a value made on the way")
    this, path = found
    return this.follow(path, _entity(cx, expr.type))


def _first(cx: Context, expr: e.Comprehension, scope: Scope) -> Row:
    """`first(x for x in E …)`: a subquery for each column that is asked for."""
    from awmc.emit.sql.gather import first_row

    def column(wanted: TableColumn) -> Node:
        found, this = first_row(cx, expr, scope)
        if found.fallible or this.may_be_none:
            raise Unsupported("the first row of what can fail or be none")
        query = found.frame.select().select(this.column(wanted), copy=False)
        return n.subquery(found.ordered(query))

    return FirstRow(cx, _entity(cx, expr.type), True, make=column)


def _looked_up(cx: Context, expr: e.Lookup, scope: Scope) -> Row:
    from awmc.emit.sql.scalars import value

    entity = cx.env.entity(expr.entity)
    keys: list[Node] = []
    for part in expr.key:
        if row_type(part.type):
            keys += row(cx, part, scope).keys()
            continue
        key = value(cx, part, scope)
        if key.fallible:
            raise Unsupported("a key that can fail")
        keys.append(key.node)
    visible = entity.visible if expr.visible else None
    # the key itself comes out of the table too: it is NULL where there is no such row
    return KeyRow(cx, entity, True, key=lambda: [key.copy() for key in keys], visible=visible)


def _add_source(
    cx: Context, frame: Frame, clause: e.ForClause, scope: Scope
) -> dict[str, Row | Column | Closure]:
    source, scope = unfold(cx, clause.source, scope)
    match source:
        case e.EntityRows() if len(clause.names) == 1:
            entity = cx.env.entity(source.entity)
            return {clause.names[0]: row_alias(cx, frame, entity, clause.names[0], [])}
        case e.HasGet() if len(clause.names) == 1:
            return {clause.names[0]: _add_has(cx, frame, source, clause.names[0], scope)}
        case e.Comprehension() if len(clause.names) == 1:
            return {clause.names[0]: _add_inner(cx, frame, source, scope)}
        case e.Builtin(name="ancestors" | "descendants"):
            from awmc.emit.sql.trees import add_tree

            return {clause.names[0]: add_tree(cx, frame, clause.names[0], source, scope)}
        case _:
            from awmc.emit.sql.containers import add_container

            return dict(add_container(cx, frame, clause, source, scope))


def unfold(cx: Context, expr: e.Expr, scope: Scope) -> tuple[e.Expr, Scope]:
    """Arguments, defs and derived fields replaced by what they stand for, until something else is found."""
    while True:
        match expr:
            case e.Var() if isinstance(scope.get(expr.name), Closure):
                found = scope[expr.name]
                assert isinstance(found, Closure)
                expr, scope = found.expr, found.scope
            case e.DefCall():
                expr, scope = inline_def(cx, expr, scope)
            case e.DerivedGet(safe=False):
                this = row(cx, expr.row, scope)
                derived = next(d for d in this.entity.derived if d.name == expr.field)
                expr, scope = derived.value, {"self": this.narrow()}
            case _:
                return expr, scope
        cx.deeper()


def _add_has(cx: Context, frame: Frame, source: e.HasGet, name: str, scope: Scope) -> Row:
    this = row(cx, source.row, scope)
    entity, pairs = has_condition(cx, source, this)
    on: list[Node] = []
    found = row_alias(cx, frame, entity, name, on)
    on += [n.compare("==", n.column(column, found.alias), key) for column, key in pairs]
    return found


def _add_inner(cx: Context, frame: Frame, source: e.Comprehension, scope: Scope) -> Row | Closure:
    """A plain filter of rows, `[y for y in S if c order by k]`, goes into the frame itself; its order, of the first source alone."""
    from awmc.emit.sql.gather import order_terms

    if source.gather != "list" or source.limit or source.offset:
        raise Unsupported("a list that is cut or gathered otherwise")
    if source.order and frame.sources:
        raise Unsupported("a list that is ordered, inside another loop")
    inner = add_clauses(cx, frame, source.clauses, scope)
    # the sort is stable: what an inner list was ordered by decides between equals
    frame.sorted[:0] = order_terms(cx, frame, source.order, inner)
    item = source.items[0]
    return row(cx, item, inner) if row_type(item.type) else Closure(item, inner)


def _reference(cx: Context, entity: Entity, field: str) -> ColumnsOf:
    return next(ref for ref in references(cx.env, entity) if ref.path == (field,))


def _entity(cx: Context, type_: t.Type) -> Entity:
    target = t.unwrap(type_)
    if not isinstance(target, t.RefType):
        raise Unsupported("no row")
    return cx.env.entity(target.entity)


def keys_equal(left: Row, right: Row) -> Sql:
    """Whether two rows are the same, none equal to none."""
    nullable = left.may_be_none or right.may_be_none
    pairs = zip(left.keys(), right.keys(), strict=True)
    if nullable:
        return Sql(n.and_(n.same(a, b) for a, b in pairs))
    return Sql(n.and_(n.compare("==", a, b) for a, b in pairs))
