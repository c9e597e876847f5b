"""JSON in SQL: objects, lists and plain values as JSON shows them, built by `json_object` and `json_group_array`.

`shown(cx, expr, scope)` is a value that may stand in a `json_object`. Floats go through a function, since SQLite prints 15 digits; amounts are divided
by their unit, which those 15 digits hold; lists are in the order of a subquery; a `name?` that is none is taken out again by its path.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from awmc.emit.sql import nodes as n
from awmc.emit.sql.arithmetic import in_units
from awmc.emit.sql.comparisons import none_test
from awmc.emit.sql.gather import picked, sources
from awmc.emit.sql.nodes import Node
from awmc.emit.sql.places import is_missing, place
from awmc.emit.sql.rows import FreeRow, Row
from awmc.emit.sql.scope import Closure, Context, Frame, Scope, Sql, Unsupported
from awmc.emit.sql.sources import inline_def, row, row_alias, row_type, unfold
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.columns import key_columns

_MOST_PAIRS = 60
"""SQLite's functions take 127 arguments."""


def shown(cx: Context, expr: e.Expr, scope: Scope) -> Sql:
    """The value as JSON shows it; what is JSON already is marked so. Raises Unsupported."""
    if isinstance(expr, e.Narrow):
        return shown(cx, expr.value, scope)
    if row_type(expr.type):
        return _key(cx, expr, scope)
    inner = t.unwrap(expr.type)
    if isinstance(inner, t.ObjectType | t.RecordType | t.ListType | t.MapType):
        return _structure(cx, expr, scope)
    if isinstance(expr, e.Const) and isinstance(inner, t.DecimalType) and expr.value is not None:
        return Sql(n.const(int(expr.value) / 10**inner.places))
    if isinstance(expr.type, t.NoneType):
        return Sql(n.const(None), True)
    from awmc.emit.sql.scalars import value

    return plain(cx, value(cx, expr, scope), expr.type)


def plain(cx: Context, value: Sql, type_: t.Type) -> Sql:
    """A plain value in its run-time form as JSON shows it."""
    node = value.node
    match t.unwrap(type_):
        case t.DecimalType(places=places):
            node = in_units(node, places)
        case t.FloatType():
            node = n.call("json", cx.function("awm_json_float", node))
        case t.BoolType() if value.nullable:
            yes, no = (n.const(True), n.const("true")), (n.const(False), n.const("false"))
            node = n.call("json", n.case([yes, no], None, subject=node))
        case t.BoolType():
            node = n.call("json", n.call("iif", node, n.const("true"), n.const("false")))
    return Sql(node, value.nullable, value.fallible)


def object_(cx: Context, items: Sequence[e.Item], scope: Scope) -> Sql:
    """`{ a: 1, b? }` as a json_object."""
    if len(items) > _MOST_PAIRS:
        raise Unsupported("an object of too many fields")
    values = [shown(cx, item.value, scope) for item in items]
    node = n.json_object([(i.name, v.node) for i, v in zip(items, values, strict=True)])
    fallible = any(value.fallible for value in values)
    leaving = [item for item in items if item.optional]
    if not leaving:
        return Sql(node, fallible=fallible)
    nowhere = _path(_unused(item.name for item in items))
    paths = []
    for item in leaving:
        test = none_test(cx, item.value, scope)
        if test.fallible:
            raise Unsupported("an optional field that can fail would be evaluated again")
        paths.append(n.call("iif", test.node, n.const(_path(item.name)), n.const(nowhere)))
    return Sql(n.call("json_remove", node, *paths), fallible=fallible)


def projected(cx: Context, expr: e.Project | e.ViewOf, scope: Scope) -> Sql:
    """`row.{ … }`, `row.View`; of none, none. A row of the Python around is read from its table."""
    items, name = _items(cx, expr)
    source, source_scope = unfold(cx, expr.source, scope)
    if not row_type(expr.source.type):
        return _of_value(cx, expr, source, source_scope, scope)
    this = row(cx, source, source_scope)
    if isinstance(this, FreeRow):
        return _of_free(cx, this, items, name, scope, expr)
    inner = {**_outer(expr, scope), name: this.narrow()}
    made = cx.deep(lambda: object_(cx, items, inner))
    if not this.may_be_none:
        return made
    there = n.not_null(this.keys()[0])
    return Sql(_json(n.case([(there, made.node)], None)), True, made.fallible)


def listed(cx: Context, made: e.Comprehension, scope: Scope) -> Sql:
    """A list as a JSON array: the items are built outside the subquery that orders and cuts the rows."""
    found = sources(cx, made, scope)
    outside = picked(cx, made, found)
    item = shown(cx, made.items[0], outside.scope)
    query = outside.frame.select().select(n.call("json_group_array", item.node), copy=False)
    return Sql(n.subquery(query), fallible=item.fallible or found.fallible)


def _structure(cx: Context, expr: e.Expr, scope: Scope) -> Sql:
    """An object, record, list or map, marked as JSON for the function around it."""
    made = structure(cx, expr, scope)
    return Sql(_json(made.node), made.nullable, made.fallible)


def structure(cx: Context, expr: e.Expr, scope: Scope) -> Sql:
    """An object, record, list or map as JSON text."""
    match expr:
        case e.Project() | e.ViewOf():
            return projected(cx, expr, scope)
        case e.ObjectOf():
            return object_(cx, expr.items, scope)
        case e.RecordOf():
            return object_(cx, [e.Item(name=k, value=v) for k, v in expr.fields], scope)
        case e.Comprehension(gather="list"):
            return listed(cx, expr, scope)
        case e.ListOf():
            items = [shown(cx, item, scope) for item in expr.items]
            node = n.call("json_array", *(item.node for item in items))
            return Sql(node, fallible=any(item.fallible for item in items))
        case e.If():
            return _if(cx, expr, scope)
        case e.DefCall():
            inner, inner_scope = inline_def(cx, expr, scope)
            return cx.deep(lambda: structure(cx, inner, inner_scope))
        case e.DerivedGet() | e.Var() if unfold(cx, expr, scope)[0] is not expr:
            inner, inner_scope = unfold(cx, expr, scope)
            return cx.deep(lambda: structure(cx, inner, inner_scope))
        case e.HasGet() | e.EntityRows():
            raise Unsupported("rows as they are")
        case e.Const(value=None):
            return Sql(n.const(None), True)
        case _:
            return _stored(cx, expr, scope)


def _if(cx: Context, expr: e.If, scope: Scope) -> Sql:
    from awmc.emit.sql.scalars import branches, value

    condition = value(cx, expr.condition, scope)
    then, otherwise = shown(cx, expr.then, scope), shown(cx, expr.otherwise, scope)
    return branches([condition], [then], otherwise)


def _stored(cx: Context, expr: e.Expr, scope: Scope) -> Sql:
    """A record, list or map of a row."""
    found = place(cx, expr, scope)
    if found is None:
        raise Unsupported("a structure made on the way")
    this, path = found
    inner = t.unwrap(expr.type)
    if isinstance(inner, t.RecordType):
        made = _record(cx, this, path, inner)
        if not isinstance(expr.type, t.OptionType):
            return made
        return Sql(
            n.case([(is_missing(cx, this, path, expr.type), n.const(None))], made.node), True
        )
    if _differs(cx, inner):
        raise Unsupported("amounts inside a list or map")
    column = this.at(path)
    return Sql(n.call("json", this.column(column)), this.may_be_none or column.nullable)


def _record(cx: Context, this: Row, path: tuple[str, ...], record: t.RecordType) -> Sql:
    pairs: list[tuple[str, Node]] = []
    for field in cx.env.record(record.name).fields:
        inner = t.unwrap(field.type)
        if isinstance(inner, t.RecordType):
            raise Unsupported("a record inside a record")
        column = this.under((*path, field.name))[0]
        if isinstance(inner, t.RefType) and len(this.under((*path, field.name))) > 1:
            raise Unsupported("a compound key inside a record")
        value = Sql(this.column(column), column.nullable)
        if isinstance(inner, t.ListType | t.MapType):
            if _differs(cx, inner):
                raise Unsupported("amounts inside a list or map")
            pairs.append((field.name, n.call("json", value.node)))
        else:
            pairs.append((field.name, plain(cx, value, column.type).node))
    return Sql(n.json_object(pairs))


def _differs(cx: Context, type_: t.Type) -> bool:
    """Whether values look different in JSON columns and in JSON at the border."""
    match type_:
        case t.OptionType(item=inner) | t.ListType(item=inner) | t.MapType(value=inner):
            return _differs(cx, inner)
        case t.RecordType(name=name):
            return any(_differs(cx, field.type) for field in cx.env.record(name).fields)
        case _:
            return isinstance(type_, t.DecimalType | t.RefType)


def _key(cx: Context, expr: e.Expr, scope: Scope) -> Sql:
    """A reference in an object: its key."""
    this = row(cx, expr, scope)
    keys = key_columns(cx.env, this.entity)
    if len(keys) != 1:
        raise Unsupported("a compound key in an object")
    return plain(cx, Sql(this.keys()[0], this.may_be_none), keys[0].type)


def _items(cx: Context, expr: e.Project | e.ViewOf) -> tuple[Sequence[e.Item], str]:
    if isinstance(expr, e.Project):
        return expr.items, expr.var
    return cx.env.view(expr.view).items, "self"


def _outer(expr: e.Project | e.ViewOf, scope: Scope) -> Scope:
    """What the items see besides the row: of a view, nothing."""
    return scope if isinstance(expr, e.Project) else {}


def _of_free(
    cx: Context,
    this: FreeRow,
    items: Sequence[e.Item],
    name: str,
    scope: Scope,
    expr: e.Project | e.ViewOf,
) -> Sql:
    """The object of a row that the Python around has: read from its table by its key."""
    frame = Frame()
    found = row_alias(cx, frame, this.entity, this.entity.table, [])
    frame.order.clear()
    keys = key_columns(cx.env, this.entity)
    for column, value in zip(keys, this.keys(), strict=True):
        frame.where.append(n.compare("==", found.column(column), value))
    inner = {**_outer(expr, scope), name: found}
    made = cx.deep(lambda: object_(cx, items, inner))
    query = frame.select().select(made.node, copy=False)
    return Sql(n.subquery(query), this.may_be_none, made.fallible)


def _of_value(
    cx: Context, expr: e.Project | e.ViewOf, source: e.Expr, inner: Scope, scope: Scope
) -> Sql:
    """The projection of a record: its fields are read from where it is stored."""
    if isinstance(expr.source.type, t.OptionType) or place(cx, source, inner) is None:
        raise Unsupported("a projection of a value made on the way")
    items, name = _items(cx, expr)
    return cx.deep(
        lambda: object_(cx, items, {**_outer(expr, scope), name: Closure(source, inner)})
    )


def _json(node: Node) -> Node:
    """`node` marked as JSON: what comes out of a subquery or CASE may have lost the mark."""
    return node if isinstance(node, n.JsonPairs) or _is_json_call(node) else n.call("json", node)


def _is_json_call(node: Node) -> bool:
    return node.key == "anonymous" and node.name in ("json", "json_array", "json_remove")


def _path(name: str) -> str:
    return "$." + (name if name.isidentifier() and name.isascii() else json.dumps(name))


def _unused(names: Iterable[str]) -> str:
    """A name that no field has."""
    taken, name = set(names), "_"
    while name in taken:
        name += "_"
    return name
