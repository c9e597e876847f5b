"""Rows, their keys and their columns: `loan.copy.barcode` is `loan.copy_barcode`, `loan.copy` is `s.get(Copy, loan.copy_barcode)`.

A reference is a row object in Python; compared, stored or shown it is its key, and the key of a stored reference is a column.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from awmc.emit.python.context import Context
from awmc.emit.python.nodes import (
    RowKey,
    choose,
    const,
    function,
    is_none,
    is_simple,
    is_some,
    item,
    known_some,
    mapping,
    name,
    negated,
    pair,
)
from awmc.emit.python.printer import code
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.columns import PRESENCE, Column, field_columns, key_columns
from awmc.ir.model import Param, Tool
from awmc.ir.stmt import Failure
from awmc.ir.walk import walk


@dataclass(frozen=True)
class Place:
    """A stored value: the columns of `row` whose path begins with `path`."""

    row: e.Expr
    entity: str
    path: tuple[str, ...]


def place_of(cx: Context, value: e.Expr) -> Place | None:
    """Where a value is stored, if a column or several of one known row hold it."""
    match value:
        case e.Narrow():
            return place_of(cx, value.value)
        case e.FieldGet(row=row, entity=entity, field=field, safe=safe):
            inner = place_of(cx, row)
            is_key = cx.env.entity(entity).field(field).key
            if inner is not None and is_key and isinstance(t.unwrap(row.type), t.RefType):
                return replace(inner, path=(*inner.path, field))
            return None if safe else Place(row, entity, (field,))
        case e.RecordGet(value=record, field=field):
            inner = place_of(cx, record)
            if inner is not None and isinstance(t.unwrap(record.type), t.RecordType):
                return replace(inner, path=(*inner.path, field))
            return None
        case _:
            return None


def columns_at(cx: Context, place: Place) -> tuple[Column, ...]:
    """The columns that hold a place, in order."""
    field = cx.env.entity(place.entity).field(place.path[0])
    found = field_columns(cx.env, field)
    return tuple(c for c in found if c.path[: len(place.path)] == place.path)


def stored(cx: Context, place: Place, value: e.Expr) -> ast.expr:
    """The value of a place: a column, a row, or a record made of its columns."""
    match t.unwrap(value.type):
        case t.RefType():
            return _followed(cx, value)
        case t.RecordType() as record:
            return _record(cx, place, record, isinstance(value.type, t.OptionType))
        case _:
            (column,) = columns_at(cx, place)
            found = cx.column(cx.expr(place.row), column.name)
            wanted = not isinstance(value.type, t.OptionType | t.NoneType)
            return asserted(cx, found) if column.nullable and wanted else found


def asserted(cx: Context, value: ast.expr) -> ast.expr:
    """A value that is known not to be None: as it is where mypy sees that, else through `some`."""
    return value if code(value) in cx.facts else cx.runtime("some", value)


def key_parts(cx: Context, row: e.Expr) -> list[ast.expr]:
    """The parts of a row's key, each None of no row; a stored reference is not followed."""
    if isinstance(row, e.Narrow):
        return key_parts(cx, row.value)
    chosen = _chosen_parts(cx, row)
    if chosen is not None:
        return chosen
    keys = key_columns(cx.env, cx.entity_of(row.type))
    place = place_of(cx, row)
    if place is not None:
        holder = cx.expr(place.row)
        return [cx.column(holder, column.name) for column in columns_at(cx, place)]
    value = cx.expr(row)
    if isinstance(value, RowKey):
        return list(value.parts.values())
    if isinstance(row.type, t.OptionType) and code(value) not in cx.facts:
        return _optional_parts(cx, value, len(keys))
    return [cx.column(value, column.name) for column in keys]


def _chosen_parts(cx: Context, row: e.Expr) -> list[ast.expr] | None:
    """The key of `a ?? b` and of `if c then a else b`, chosen without following either."""
    left: e.Expr
    match row:
        case e.Coalesce(left=e.Var() as left, right=right):
            test = is_some(cx.expr(left))
        case e.If(condition=condition, then=left, otherwise=right):
            test = cx.expr(condition)
        case _:
            return None
    one = key_parts(cx.assuming(known_some(test, True)), left)
    other = key_parts(cx.assuming(known_some(test, False)), right)
    return [choose(test, a, b) for a, b in zip(one, other, strict=True)]


def whole_key(cx: Context, row: e.Expr) -> ast.expr:
    """The key as one value that compares: of a compound key, a tuple."""
    parts = key_parts(cx, row)
    return parts[0] if len(parts) == 1 else pair(*parts)


def is_missing(cx: Context, value: e.Expr) -> ast.expr:
    """`value == none`."""
    if isinstance(value, e.Narrow):
        return is_missing(cx, value.value)
    place = place_of(cx, value)
    if place is None:
        return is_none(cx.expr(value))
    return negated(_is_there(cx, place, t.unwrap(value.type)))


def field(cx: Context, value: e.FieldGet) -> ast.expr:
    """A stored field."""
    place = place_of(cx, value)
    return through(cx, value.row, value) if place is None else stored(cx, place, value)


def through(cx: Context, row: e.Expr, access: e.FieldGet | e.DerivedGet) -> ast.expr:
    """`X(k)?.f`: the field of a row that may be none."""
    entity = cx.entity_of(row.type)
    value = cx.expr(row)
    local = cx.fresh(entity.table)
    plain = e.Var(name=" row", type=t.RefType(entity=entity.name))
    inner = replace(access, row=plain, safe=False)
    if is_simple(value):
        known = cx.bound({plain.name: value}).assuming({code(value)})
        return choose(is_some(value), known.expr(inner), const(None))
    body = cx.bound({plain.name: name(local)}).forgetful().expr(inner)
    return cx.runtime("when_some", value, function(local, body))


def derived(cx: Context, value: e.DerivedGet) -> ast.expr:
    """A derived field: a function of the rules."""
    if value.safe:
        return through(cx, value.row, value)
    return cx.rule(cx.functions.derived[value.entity, value.field], cx.expr(value.row))


def lookup(cx: Context, value: e.Lookup) -> ast.expr:
    """`Order(k)`, `Order(k)?`."""
    found = cx.on("find" if value.maybe else "get", cx.row_class(value.entity), *keys_of(cx, value))
    entity = cx.env.entity(value.entity)
    if value.visible and entity.visible is not None:
        if entity.visible_failure is not None and not value.maybe:
            found = cx.on("named", *found.args)
            found.keywords += missing_words(cx, entity.visible_failure)
        rule = cx.rule_name(cx.functions.visible[value.entity])
        found.keywords.append(ast.keyword(arg="visible", value=name(rule)))
    return found


def named_row(cx: Context, tool: Tool, param: Param, key: list[ast.expr]) -> ast.Call:
    """The row that a parameter names."""
    entity = cx.entity_of(param.type.item if isinstance(param.type, t.ListType) else param.type)
    made = cx.on("named", cx.row_class(entity.name), *key)
    sees_all = tool.private or entity.visible is None
    failure = param.failure or (None if sees_all else entity.visible_failure)
    if failure is not None:
        made.keywords += missing_words(cx, failure)
    if not sees_all:
        rule = cx.rule_name(cx.functions.visible[entity.name])
        made.keywords.append(ast.keyword(arg="visible", value=name(rule)))
    return made


def missing_words(cx: Context, failure: Failure) -> list[ast.keyword]:
    """What is told of a row that is not there; nothing of its own where the words are about the row itself."""
    if any(isinstance(node, e.Var) and node.name == "self" for node in walk(failure.message)):
        return []
    words = [ast.keyword(arg="message", value=cx.expr(failure.message))]
    if failure.code not in ("not_found", "constraint_violated", "precondition_failed"):
        words.append(ast.keyword(arg="code", value=const(failure.code)))
    return words


def keys_of(cx: Context, value: e.Lookup) -> list[ast.expr]:
    """The columns' values of a look-up's key: a part that is a row gives its own key."""
    parts: list[ast.expr] = []
    for key in value.key:
        is_row = isinstance(t.unwrap(key.type), t.RefType)
        parts += key_parts(cx, key) if is_row else [cx.expr(key)]
    return parts


def has_list(cx: Context, value: e.HasGet) -> ast.expr:
    """The rows that refer to a row."""
    has = next(h for h in cx.env.entity(value.entity).has if h.name == value.field)
    columns = field_columns(cx.env, cx.env.entity(has.entity).field(has.by))
    names = pair(*(const(column.name) for column in columns))
    return cx.on("related", cx.row_class(has.entity), names, *key_parts(cx, value.row))


def record_get(cx: Context, value: e.RecordGet) -> ast.expr:
    """A field of a record that no column holds on its own."""
    found = cx.expr(value.value)
    if not value.safe:
        return item(found, const(value.field))
    if is_simple(found):
        return choose(is_some(found), item(found, const(value.field)), const(None))
    local = cx.fresh("record")
    return cx.runtime("when_some", found, function(local, item(name(local), const(value.field))))


def _followed(cx: Context, value: e.Expr) -> ast.expr:
    method = "find" if isinstance(value.type, t.OptionType) else "get"
    entity = cx.entity_of(value.type)
    return cx.on(method, cx.row_class(entity.name), *key_parts(cx, value))


def _optional_parts(cx: Context, value: ast.expr, count: int) -> list[ast.expr]:
    key = cx.runtime("key_of", value)
    if count == 1:
        return [key]
    missing = pair(*(const(None) for _ in range(count)))
    return [
        item(cx.runtime("or_else", key, function(None, missing)), const(i)) for i in range(count)
    ]


def _is_there(cx: Context, place: Place, type_: t.Type) -> ast.expr:
    columns = columns_at(cx, place)
    row = cx.expr(place.row)
    if isinstance(type_, t.RecordType):
        presence = next((c for c in columns if c.path == (*place.path, PRESENCE)), None)
        if presence is not None:
            return cx.column(row, presence.name)
        columns = _required(cx, place, type_)
    return is_some(cx.column(row, columns[0].name))


def _required(cx: Context, place: Place, record: t.RecordType) -> tuple[Column, ...]:
    """The columns of a record that are None only with the whole of it."""
    needed = {
        f.name for f in cx.env.record(record.name).fields if not isinstance(f.type, t.OptionType)
    }
    depth = len(place.path)
    return tuple(c for c in columns_at(cx, place) if c.path[depth] in needed)


def _record(cx: Context, place: Place, record: t.RecordType, optional: bool) -> ast.expr:
    inner = cx
    test = None
    if optional:
        test = _is_there(cx, place, record)
        inner = cx.assuming({code(test.left)} if isinstance(test, ast.Compare) else ())
    entries: list[tuple[ast.expr, ast.expr]] = []
    whole = e.FieldGet(row=place.row, entity=place.entity, field=place.path[0], type=record)
    for part in cx.env.record(record.name).fields:
        got = _part(whole, place.path[1:], part.name, part.type)
        entries.append((const(part.name), inner.expr(got)))
    made = mapping(entries)
    return made if test is None else choose(test, made, const(None))


def _part(whole: e.Expr, path: tuple[str, ...], last: str, type_: t.Type) -> e.Expr:
    for step in path:
        whole = e.RecordGet(value=whole, field=step, type=whole.type)
    return e.RecordGet(value=whole, field=last, type=type_)
