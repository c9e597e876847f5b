"""Interpolations: each value as the text that the language shows, joined with what stands between."""

from __future__ import annotations

import ast

from awmc.emit.python import references
from awmc.emit.python.context import Context
from awmc.emit.python.nodes import const
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.columns import key_columns

PLAIN = (t.TextType, t.EnumType, t.DateType, t.TimeType, t.DatetimeType)
"""Types whose values are texts already."""


def interpolation(cx: Context, value: e.Text) -> ast.expr:
    """A text with interpolations."""
    parts: list[ast.expr] = []
    for part in value.parts:
        parts += [const(part)] if isinstance(part, str) else _part(cx, part)
    if not parts:
        return const("")
    return parts[0] if len(parts) == 1 else cx.runtime("concat", *parts)


def text_of(cx: Context, value: e.Expr) -> ast.expr:
    """One value as text."""
    parts = _part(cx, e.Part(value=value))
    return parts[0] if len(parts) == 1 else cx.runtime("concat", *parts)


def _part(cx: Context, part: e.Part) -> list[ast.expr]:
    if isinstance(t.unwrap(part.value.type), t.RefType):
        return _key(cx, part.value)
    return [_shown(cx, cx.expr(part.value), part.value.type, part.format)]


def _shown(cx: Context, made: ast.expr, type_: t.Type, form: str | None) -> ast.expr:
    plain = t.unwrap(type_)
    if isinstance(plain, t.DecimalType):
        if form is not None:
            return cx.runtime("format_decimal", made, const(plain.places), const(form))
        return cx.runtime("decimal_text", made, const(plain.places))
    if form is not None:
        return cx.runtime("format_value", made, const(form))
    if isinstance(type_, PLAIN):
        return made
    return cx.runtime("text_of", made)


def _key(cx: Context, row: e.Expr) -> list[ast.expr]:
    """A row as its key; the parts of a compound one with commas between."""
    keys = key_columns(cx.env, cx.entity_of(row.type))
    texts: list[ast.expr] = []
    optional = isinstance(row.type, t.OptionType)
    for part, column in zip(references.key_parts(cx, row), keys, strict=True):
        type_ = t.optional(column.type) if optional else column.type
        texts += [const(", "), _shown(cx, part, type_, None)]
    return texts[1:]
