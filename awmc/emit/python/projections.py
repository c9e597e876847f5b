"""JSON objects: `{ a: 1 }`, `row.{ … }`, `row.View`, and reading a field of one."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from awmc.emit.python import json_values, references
from awmc.emit.python.context import Context
from awmc.emit.python.nodes import (
    attr,
    call,
    choose,
    const,
    function,
    is_simple,
    is_some,
    item,
    mapping,
    name,
)
from awmc.emit.python.printer import code
from awmc.ir import expr as e
from awmc.ir import types as t


def items_of(cx: Context, items: Sequence[e.Item]) -> ast.expr:
    """An object of items; those that are left out where none are taken out at the end."""
    made = mapping((const(i.name), json_values.shown(cx, i.value)) for i in items)
    leaving = [const(i.name) for i in items if i.optional]
    return cx.runtime("without_none", made, *leaving) if leaving else made


def project(cx: Context, value: e.Project) -> ast.expr:
    """`source.{ … }`; of none, none."""
    source = cx.expr(value.source)
    optional = isinstance(value.source.type, t.OptionType)
    if is_simple(source):
        inner = cx.bound({value.var: source}).assuming({code(source)} if optional else ())
        made = items_of(inner, value.items)
        return choose(is_some(source), made, const(None)) if optional else made
    local = cx.fresh(_name_of(cx, value))
    body = items_of(cx.bound({value.var: name(local)}).forgetful(), value.items)
    made = function(local, body)
    return cx.runtime("when_some", source, made) if optional else call(made, source)


def view(cx: Context, value: e.ViewOf) -> ast.expr:
    """`row.View`: a function of the rules; of none, none."""
    source = cx.expr(value.source)
    show = cx.functions.views[value.view]
    if not isinstance(value.source.type, t.OptionType):
        return cx.rule(show, source)
    if is_simple(source):
        return choose(is_some(source), cx.rule(show, source), const(None))
    local = cx.fresh("row")
    return cx.runtime("when_some", source, function(local, cx.rule(show, name(local))))


def get(cx: Context, value: e.RecordGet) -> ast.expr:
    """A field of a record, or of a JSON object as a run-time value."""
    target = t.unwrap(value.value.type)
    if not isinstance(target, t.ObjectType):
        place = references.place_of(cx, value)
        if place is not None and not value.safe:
            return references.stored(cx, place, value)
        return references.record_get(cx, value)
    found = cx.expr(value.value)
    if not value.safe:
        return json_values.read(cx, _member(found, target, value.field), value.type)
    local = cx.fresh("found")
    inner = json_values.read(cx, _member(name(local), target, value.field), value.type)
    return cx.runtime("when_some", found, function(local, inner))


def _member(value: ast.expr, type_: t.ObjectType, field: str) -> ast.expr:
    declared = type_.field(field)
    if declared is not None and declared.optional:
        return call(attr(value, "get"), const(field))
    return item(value, const(field))


def _name_of(cx: Context, value: e.Project) -> str:
    source = t.unwrap(value.source.type)
    return cx.env.entity(source.entity).table if isinstance(source, t.RefType) else value.var
