"""JSON columns, list parameters, maps and the parts of texts in SQL: through `json_each`, as sources of a SELECT and in `in`.

A list or map of the Python around is a parameter that holds its JSON text, in the run-time form of columns. Floats stay in Python:
older SQLite does not read every decimal number to the nearest float.
The parts of a text that is the same for every row (`words(lower(query))`) are found once a statement, when they are first gone through.
"""

from __future__ import annotations

from sqlglot import exp

from awmc.emit.sql import nodes as n
from awmc.emit.sql.nodes import Node
from awmc.emit.sql.places import place
from awmc.emit.sql.rows import Row
from awmc.emit.sql.scope import Column, Context, Frame, Scope, Sql, Unsupported
from awmc.emit.sql.sources import (
    add_clauses,
    has_condition,
    keys_equal,
    row,
    row_alias,
    row_type,
    unfold,
)
from awmc.ir import expr as e
from awmc.ir import types as t

_TRUE_IN_JSON = (t.TextType, t.IntType, t.EnumType, t.DateType, t.TimeType, t.DatetimeType)
_ITEMS = (*_TRUE_IN_JSON, t.BoolType, t.DecimalType, t.DurationType)
"""Types whose values come out of json_each in their run-time form."""
_PARTS = ("words", "lines", "split")
"""Built-in functions whose list `awm_words` and so on give as JSON. They fail only of a text that has more parts than a list may have items."""


def add_container(
    cx: Context, frame: Frame, clause: e.ForClause, source: e.Expr, scope: Scope
) -> dict[str, Column]:
    """A JSON list (one name) or map (two) as a source."""
    if isinstance(source, e.Builtin) and source.name == "items" and len(clause.names) == 2:
        return _add_map(cx, frame, clause, source.args[0], scope)
    if len(clause.names) != 1:
        raise Unsupported("pairs are made in Python")
    text, item = json_text(cx, source, scope)
    is_once = isinstance(source, e.Builtin) and text.find(exp.Column, exp.Select) is None
    add = _source_once if is_once else _source
    alias = add(cx, frame, text, clause.names[0], "key")
    return {clause.names[0]: Column(_item(n.column("value", alias), item))}


def json_text(cx: Context, source: e.Expr, scope: Scope) -> tuple[Node, t.Type]:
    """The JSON of a list, and the type of its items."""
    type_ = t.unwrap(source.type)
    if not isinstance(type_, t.ListType) or not isinstance(t.unwrap(type_.item), _ITEMS):
        raise Unsupported("a list of what JSON does not show as it is")
    return _json(cx, source, scope), type_.item


def in_container(cx: Context, item: Sql, type_: t.Type, container: e.Expr, scope: Scope) -> Sql:
    """Whether a plain value is in a list, or a key of a map."""
    if item.fallible:
        raise Unsupported("an item that can fail")
    if isinstance(container, e.Comprehension):
        return _in_comprehension(cx, item, container, scope)
    if isinstance(t.unwrap(container.type), t.MapType):
        return Sql(n.exists(_entry(cx, container, item.node, type_, scope, n.const(1))))
    text, inner = json_text(cx, container, scope)
    alias = cx.alias("item", "listed")
    values = exp.Select().select(n.column("value", alias), copy=False)
    values = values.from_(n.table_function(n.call("json_each", text), alias), copy=False)
    if not item.nullable and not isinstance(inner, t.OptionType):
        return Sql(n.in_query(item.node, values))
    same = n.same(n.column("value", alias), item.node)
    return Sql(
        n.exists(values.select(n.const(1), append=False, copy=False).where(same, copy=False))
    )


def in_rows(cx: Context, item: Row, container: e.Expr, scope: Scope) -> Sql:
    """Whether a row is in a list of rows."""
    from awmc.emit.sql.trees import in_tree, is_tree

    frame = Frame()
    match container:
        case e.Builtin() if is_tree(container):
            return in_tree(cx, item, container, scope)
        case e.EntityRows():
            return Sql(n.not_null(item.keys()[0]))
        case e.HasGet():
            this = row(cx, container.row, scope)
            entity, pairs = has_condition(cx, container, this)
            found = row_alias(cx, frame, entity, entity.table, [])
            frame.where += [n.compare("==", n.column(c, found.alias), k) for c, k in pairs]
            frame.where.append(keys_equal(found, item).node)
        case e.Comprehension(gather="list") if _is_uncut(container):
            inner = add_clauses(cx, frame, container.clauses, scope)
            frame.where.append(keys_equal(row(cx, container.items[0], inner), item).node)
        case _:
            raise Unsupported("a list of rows of the Python around")
    if frame.guarded:
        raise Unsupported("a filter that can fail: EXISTS would stop early")
    return Sql(n.exists(frame.select().select(n.const(1), copy=False)))


def length(cx: Context, expr: e.Builtin, scope: Scope) -> Sql:
    """`len` of a list or map."""
    source, scope = unfold(cx, expr.args[0], scope)
    if isinstance(source, e.EntityRows | e.HasGet) or _is_list(source):
        from awmc.emit.sql.gather import count_rows

        return count_rows(cx, source, scope)
    text = _json(cx, source, scope)
    if isinstance(t.unwrap(source.type), t.ListType):
        return Sql(n.call("json_array_length", text))
    alias = cx.alias("entry")
    query = exp.Select().select(n.call("count", exp.Star()), copy=False)
    query = query.from_(n.table_function(n.call("json_each", text), alias), copy=False)
    return Sql(n.subquery(query))


def contains(cx: Context, expr: e.Builtin, scope: Scope) -> Sql:
    """`contains(list, item)` is `item in list`."""
    from awmc.emit.sql.comparisons import in_

    return in_(cx, e.In(item=expr.args[1], container=expr.args[0]), scope)


def map_get(cx: Context, expr: e.MapGet, scope: Scope) -> Sql:
    """`m[k]`; none where there is no such key."""
    from awmc.emit.sql.scalars import value

    type_ = t.unwrap(expr.value.type)
    if not isinstance(type_, t.MapType) or not isinstance(t.unwrap(type_.value), _ITEMS):
        raise Unsupported("a map of what JSON does not show as it is")
    key = value(cx, expr.key, scope)
    if key.fallible:
        raise Unsupported("a key that can fail")
    source, inner = unfold(cx, expr.value, scope)
    query = _entry(cx, source, key.node, expr.key.type, inner, None)
    return Sql(n.subquery(query), True)


def _json(cx: Context, source: e.Expr, scope: Scope) -> Node:
    """The JSON text of a list or map that is a column or a parameter."""
    found = place(cx, source, scope) if isinstance(source, e.FieldGet | e.RecordGet) else None
    if found is not None:
        this, path = found
        return this.column(this.at(path))
    if isinstance(source, e.Narrow):
        return _json(cx, source.value, scope)
    if isinstance(source, e.Var) and source.name not in scope and not row_type(source.type):
        return cx.param(source.name, source)
    if isinstance(source, e.Builtin) and source.name in _PARTS:
        return _parts(cx, source, scope)
    raise Unsupported("a list or map made on the way")


def _parts(cx: Context, source: e.Builtin, scope: Scope) -> Node:
    """The JSON of a text's parts."""
    from awmc.emit.sql.scalars import value

    args = [value(cx, arg, scope) for arg in source.args]
    if any(arg.fallible for arg in args):
        raise Unsupported("the parts of a text that can fail")
    if source.name == "split" and not (
        isinstance(source.args[1], e.Const) and source.args[1].value
    ):
        raise Unsupported("a text split by what may be empty")
    return cx.function(f"awm_{source.name}", *(arg.node for arg in args))


def _source_once(cx: Context, frame: Frame, text: Node, name: str, order: str) -> str:
    """The same of a list that no row changes, kept as rows: `json_each` would read its JSON again for every row around."""
    alias = cx.alias(name)
    each = exp.Select().select(n.column(order), n.column("value"), copy=False)
    each = each.from_(n.call("json_each", text), copy=False)
    frame.kept.append(n.materialized(alias, each))
    frame.sources.append(n.table(alias, alias))
    frame.conditions.append([])
    frame.order.append(n.column(order, alias))
    return alias


def _source(cx: Context, frame: Frame, text: Node, name: str, order: str) -> str:
    alias = cx.alias(name)
    frame.sources.append(n.table_function(n.call("json_each", text), alias))
    frame.conditions.append([])
    frame.order.append(n.column(order, alias))
    return alias


def _item(node: Node, type_: t.Type) -> Sql:
    return Sql(node, isinstance(type_, t.OptionType))


def _add_map(
    cx: Context, frame: Frame, clause: e.ForClause, source: e.Expr, scope: Scope
) -> dict[str, Column]:
    source, scope = unfold(cx, source, scope)
    type_ = t.unwrap(source.type)
    if not isinstance(type_, t.MapType) or not isinstance(t.unwrap(type_.value), _ITEMS):
        raise Unsupported("a map of what JSON does not show as it is")
    key, entry = clause.names
    alias = _source(cx, frame, _json(cx, source, scope), f"{key}_{entry}", "id")
    node = n.column("key", alias)
    made = n.cast(node, "INT") if isinstance(type_.key, t.IntType) else node
    return {
        key: Column(Sql(made)),
        entry: Column(_item(n.column("value", alias), type_.value)),
    }


def _entry(
    cx: Context, source: e.Expr, key: Node, type_: t.Type, scope: Scope, shown: Node | None
) -> exp.Select:
    """The entry of a map under a key."""
    alias = cx.alias("entry")
    text = n.cast(key, "TEXT") if isinstance(t.unwrap(type_), t.IntType) else key
    query = exp.Select().select(shown or n.column("value", alias), copy=False)
    each = n.table_function(n.call("json_each", _json(cx, source, scope)), alias)
    condition = n.compare("==", n.column("key", alias), text)
    return query.from_(each, copy=False).where(condition, copy=False)


def _in_comprehension(cx: Context, item: Sql, container: e.Comprehension, scope: Scope) -> Sql:
    from awmc.emit.sql.comparisons import equals, is_plain
    from awmc.emit.sql.scalars import value

    if container.gather not in ("list", "distinct") or not _is_uncut(container):
        raise Unsupported("a list that is cut or gathered otherwise")
    if not is_plain(container.items[0].type):
        raise Unsupported("records and lists are compared in Python")
    frame = Frame()
    inner = add_clauses(cx, frame, container.clauses, scope)
    found = value(cx, container.items[0], inner)
    if found.fallible or frame.guarded:
        raise Unsupported("items or filters that can fail: EXISTS would stop early")
    frame.where.append(equals(found, item))
    return Sql(n.exists(frame.select().select(n.const(1), copy=False)))


def _is_uncut(made: e.Comprehension) -> bool:
    return made.limit is None and made.offset is None


def _is_list(source: e.Expr) -> bool:
    return isinstance(source, e.Comprehension) and source.gather == "list"
