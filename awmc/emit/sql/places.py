"""Stored fields in SQL: the row and the path that `row.field.part` leads to, and the column there."""

from __future__ import annotations

from awmc.emit.sql import nodes as n
from awmc.emit.sql.nodes import Node
from awmc.emit.sql.rows import FreeRow, Row
from awmc.emit.sql.scope import Context, Scope, Sql, Unsupported
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.columns import PRESENCE, field_columns, presence_column

Place = tuple[Row, tuple[str, ...]]


def place(cx: Context, expr: e.Expr, scope: Scope) -> Place | None:
    """The row and path of a stored field or a part of one; None for other values."""
    from awmc.emit.sql.sources import row

    match expr:
        case e.FieldGet():
            return row(cx, expr.row, scope), (expr.field,)
        case e.RecordGet():
            outer = place(cx, expr.value, scope)
            return None if outer is None else (outer[0], (*outer[1], expr.field))
        case e.Narrow():
            return place(cx, expr.value, scope)
        case _:
            return None


def stored(cx: Context, expr: e.FieldGet | e.RecordGet, scope: Scope) -> Sql:
    """The value of a plain column: no reference and no whole record."""
    found = place(cx, expr, scope)
    if found is None:
        return _part_of_free(cx, expr, scope)
    this, path = found
    try:
        column = this.at(path)
    except KeyError:
        raise Unsupported("a record or reference as a value") from None
    if column.references is not None:
        raise Unsupported("a reference as a value")
    return Sql(this.column(column), this.may_be_none or column.nullable)


def is_missing(cx: Context, this: Row, path: tuple[str, ...], type_: t.Type) -> Node:
    """Whether the optional field or record at `path` is none."""
    inner = t.unwrap(type_)
    if isinstance(inner, t.RecordType):
        return _record_missing(cx, this, path)
    return n.is_null(this.column(this.under(path)[0]))


def _record_missing(cx: Context, this: Row, path: tuple[str, ...]) -> Node:
    own = this.under(path)
    presence = [column for column in own if column.path == (*path, PRESENCE)]
    if presence:
        shown = n.not_(this.column(presence[0]))
        missing_row = n.is_null(this.column(presence[0]))
        return n.or_([missing_row, shown]) if this.may_be_none else shown
    if len(path) > 1:
        raise Unsupported("an optional record inside a record")
    record = t.unwrap(this.entity.field(path[0]).type)
    assert isinstance(record, t.RecordType)
    name = presence_column(cx.env, record, path[0])
    column = next(c for c in field_columns(cx.env, this.entity.field(path[0])) if c.name == name)
    return n.is_null(this.column(column))


def _part_of_free(cx: Context, expr: e.FieldGet | e.RecordGet, scope: Scope) -> Sql:
    """A part of a record or object of the Python around: a parameter."""
    names = [expr.field] if isinstance(expr, e.RecordGet) else []
    inner = expr.value if isinstance(expr, e.RecordGet) else None
    while isinstance(inner, e.RecordGet) and not isinstance(inner.type, t.OptionType):
        names.append(inner.field)
        inner = inner.value
    if not isinstance(inner, e.Var) or inner.name in scope or isinstance(inner.type, t.OptionType):
        raise Unsupported("a part of a value made on the way")
    leaf = t.unwrap(expr.type)
    if isinstance(leaf, t.RefType | t.RecordType | t.ObjectType | t.ListType | t.MapType):
        raise Unsupported("a part of a value that is no plain value")
    name = "_".join((inner.name, *reversed(names)))
    return Sql(cx.param(name, expr), isinstance(expr.type, t.OptionType))


def is_free(this: Row) -> bool:
    """Whether the row is one of the Python around."""
    return isinstance(this, FreeRow)
