"""The lowering of expressions: IR in, a Python syntax tree out. The one place that knows every kind; each topic has its module.

Guaranteed: the value is that of the language, evaluated no earlier and no oftener than the language says, and
mypy accepts it in strict mode.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import assert_never

from awmc.emit.python import (
    arithmetic,
    builtins,
    comprehensions,
    conditions,
    json_values,
    projections,
    queries,
    references,
    texts,
)
from awmc.emit.python.context import Context
from awmc.emit.python.nodes import attr, call, const, function, item, listing, mapping, name
from awmc.emit.python.printer import code
from awmc.ir import expr as e
from awmc.ir import types as t


def lower(cx: Context, value: e.Expr) -> ast.expr:
    """The Python of an expression."""
    found = queries.asked(cx, value)
    if found is not None:
        return found
    if cx.part is not None and not isinstance(value, e.Narrow | e.Coalesce | e.Convert):
        cx = replace(cx, part=None)
    return _lowered(cx, value)


def _lowered(cx: Context, value: e.Expr) -> ast.expr:
    match value:
        case e.Const():
            return const(value.value)
        case e.Var():
            return cx.names[value.name]
        case e.Me():
            cx.frame.uses_me = True
            return cx.frame.me
        case e.Now():
            return attr(name(cx.handle), "now")
        case e.StateRow():
            return cx.on("state", cx.row_class(cx.entity_of(value.type).name))
        case e.FieldGet():
            return references.field(cx, value)
        case e.DerivedGet():
            return references.derived(cx, value)
        case e.HasGet():
            return references.has_list(cx, value)
        case e.EntityRows():
            return cx.on("rows", cx.row_class(value.entity))
        case e.Lookup():
            return references.lookup(cx, value)
        case e.RecordGet():
            return projections.get(cx, value)
        case e.Not():
            return conditions.not_(cx, value)
        case e.And():
            return conditions.and_(cx, value)
        case e.Or():
            return conditions.or_(cx, value)
        case e.Compare():
            return conditions.comparison(cx, value)
        case e.In():
            return conditions.in_(cx, value)
        case e.Coalesce():
            return conditions.coalesce(cx, value)
        case e.If():
            return conditions.if_(cx, value)
        case e.Match():
            return conditions.match(cx, value)
        case e.Negate():
            return arithmetic.negate(cx, value)
        case e.Arithmetic():
            return arithmetic.arithmetic(cx, value)
        case e.Convert():
            return arithmetic.convert(cx, value)
        case e.Narrow():
            return _narrowed(cx, value)
        case _:
            return _composed(cx, value)


def _composed(
    cx: Context,
    value: e.Builtin
    | e.DefCall
    | e.ExternCall
    | e.ListOf
    | e.MapOf
    | e.RecordOf
    | e.ObjectOf
    | e.Project
    | e.ViewOf
    | e.Index
    | e.SliceOf
    | e.MapGet
    | e.Text
    | e.Comprehension
    | e.Old,
) -> ast.expr:
    match value:
        case e.Builtin():
            return builtins.builtin(cx, value)
        case e.DefCall():
            args = (cx.expr(arg) for arg in value.args)
            return cx.rule(cx.functions.defs[value.name], *args)
        case e.ExternCall():
            return _extern(cx, value)
        case e.ListOf():
            return listing(cx.expr(part) for part in value.items)
        case e.MapOf():
            return mapping((cx.expr(key), cx.expr(entry)) for key, entry in value.entries)
        case e.RecordOf():
            return mapping((const(key), cx.expr(entry)) for key, entry in value.fields)
        case e.ObjectOf():
            return projections.items_of(cx, value.items)
        case e.Project():
            return projections.project(cx, value)
        case e.ViewOf():
            return projections.view(cx, value)
        case e.Index():
            is_text = isinstance(value.value.type, t.TextType)
            step = "character" if is_text else "item"
            return cx.runtime(step, cx.expr(value.value), cx.expr(value.index))
        case e.SliceOf():
            low = None if value.low is None else cx.expr(value.low)
            high = None if value.high is None else cx.expr(value.high)
            return item(cx.expr(value.value), ast.Slice(lower=low, upper=high, step=None))
        case e.MapGet():
            return call(attr(cx.expr(value.value), "get"), cx.expr(value.key))
        case e.Text():
            return texts.interpolation(cx, value)
        case e.Comprehension():
            return comprehensions.comprehension(cx, value)
        case e.Old():
            return _old(cx, value)
        case _:
            assert_never(value)


def _narrowed(cx: Context, value: e.Narrow) -> ast.expr:
    if isinstance(value.value.type, t.OptionType):
        place = references.place_of(cx, value.value)
        if place is not None:
            plain = _plain(value.value, value.type)
            return references.stored(cx, place, plain)
    made = cx.expr(value.value)
    if not isinstance(value.value.type, t.OptionType) or code(made) in cx.facts:
        return made
    return cx.runtime("some", made)


def _plain(value: e.Expr, type_: t.Type) -> e.Expr:
    """A stored value as one that is not none."""
    if isinstance(value, e.FieldGet | e.RecordGet):
        return replace(value, type=type_)
    return value


def _extern(cx: Context, value: e.ExternCall) -> ast.expr:
    outside = next(extern for extern in cx.env.externs if extern.name == value.name)
    args = (json_values.shown(cx, arg) for arg in value.args)
    made = cx.on("extern", const(f"{outside.module}:{outside.function}"), *args)
    return json_values.read(cx, made, value.type)


def _old(cx: Context, value: e.Old) -> ast.expr:
    """A value taken at the start of the call, or asked for in the state that was."""
    if value in cx.frame.olds:
        return cx.frame.olds[value]
    return cx.on("before", function(None, cx.forgetful().expr(value.value)))
