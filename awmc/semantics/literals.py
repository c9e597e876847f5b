"""Literals: numbers, texts, dates, true, false and none.

A number takes the type that its place expects: `0.25` is a float, or exactly 25 cents where money is wanted. A
text interpolates what can be shown: scalars, enums, and references by key; never a hidden field.
"""

from __future__ import annotations

import re
from decimal import Decimal

from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.walk import walk
from awmc.semantics.fit import BROKEN, is_broken, quote
from awmc.semantics.scope import Ctx
from awmc.syntax import ast

INT_LIMIT = 2**63
_NUMBER_FORMAT = re.compile(r"(?:[<>^])?0?\d{0,3}(,?)(?:\.(\d{1,2}))?([df%e]?)")
_TEXT_FORMAT = re.compile(r"(?:[<>^])?\d{0,3}")


def number(ctx: Ctx, node: ast.NumberLiteral, expected: t.Type | None) -> e.Expr:
    """`12`, `0.25`, `1e3`."""
    return number_of(ctx, node, node.text, expected)


def number_of(ctx: Ctx, node: ast.Node, text: str, expected: t.Type | None) -> e.Expr:
    """The constant of a number's text, which may have a sign."""
    value = Decimal(text)
    whole = not any(mark in text for mark in ".eE")
    wanted = t.unwrap(expected) if expected is not None else None
    match wanted:
        case t.DecimalType():
            return _decimal(ctx, node, value, wanted)
        case t.FloatType():
            return _float(ctx, node, value)
        case _ if whole:
            if not -INT_LIMIT <= value < INT_LIMIT:
                return _too_large(ctx, node, value, "a 64-bit `int`")
            return e.Const(value=int(value), type=t.INT)
        case _:
            return _float(ctx, node, value)


def _decimal(ctx: Ctx, node: ast.Node, value: Decimal, wanted: t.DecimalType) -> e.Expr:
    if abs(value) > t.DECIMAL_LIMIT:
        return _too_large(ctx, node, value, quote(t.strip(wanted)))
    scaled = value.scaleb(wanted.places)
    if scaled != scaled.to_integral_value():
        ctx.program.sink.report(
            "too-many-decimals",
            node.span,
            value=str(value),
            type=quote(t.strip(wanted)),
            places=wanted.places,
        )
        return BROKEN
    if abs(scaled) > t.DECIMAL_LIMIT:
        return _too_large(ctx, node, value, quote(t.strip(wanted)))
    return e.Const(value=int(scaled), type=t.strip(wanted))


def _float(ctx: Ctx, node: ast.Node, value: Decimal) -> e.Expr:
    number = float(value)
    if number in (float("inf"), float("-inf")):
        return _too_large(ctx, node, value, "`float`")
    return e.Const(value=number, type=t.FLOAT)


def _too_large(ctx: Ctx, node: ast.Node, value: Decimal, type_: str) -> e.Expr:
    shown = str(value) if len(str(value)) < 40 else str(value)[:37] + "…"
    ctx.program.sink.report("out-of-range", node.span, value=shown, type=type_)
    return BROKEN


def boolean(ctx: Ctx, node: ast.BoolLiteral, expected: t.Type | None) -> e.Expr:
    """`true`, `false`."""
    return e.Const(value=node.value, type=t.BOOL)


def none(ctx: Ctx, node: ast.NoneLiteral, expected: t.Type | None) -> e.Expr:
    """`none`."""
    if isinstance(expected, t.OptionType):
        return e.Const(value=None, type=t.strip(expected))
    return e.Const(value=None, type=t.NONE)


def time(ctx: Ctx, node: ast.TimeLiteral, expected: t.Type | None) -> e.Expr:
    """A date, time or datetime."""
    match node.kind:
        case "date":
            return e.Const(value=node.value, type=t.DATE)
        case "time":
            return e.Const(value=node.value, type=t.TIME)
        case "datetime":
            return e.Const(value=node.value, type=t.DATETIME)


def text(ctx: Ctx, node: ast.TextLiteral, expected: t.Type | None) -> e.Expr:
    """A text, with what it interpolates; where an enum is expected, its spelling in quotes is its member."""
    if node.plain is not None:
        return e.Const(value=node.plain, type=t.TEXT)
    return text_parts(ctx, node)


def text_parts(ctx: Ctx, node: ast.TextLiteral) -> e.Text:
    """A text as parts, also where nothing is interpolated."""
    parts: list[str | e.Part] = []
    for part in node.parts:
        if isinstance(part, str):
            parts.append(part)
        else:
            parts.extend(_interpolated(ctx, part))
    return e.Text(parts=tuple(parts), type=t.TEXT)


def _interpolated(ctx: Ctx, node: ast.Interpolation) -> list[str | e.Part]:
    from awmc.semantics.expressions import expr
    from awmc.semantics.projections import key_exprs

    value = expr(ctx, node.value)
    shown = t.unwrap(value.type)
    if is_broken(shown):
        return []
    if isinstance(shown, t.RefType):
        keys = key_exprs(ctx, value)
        return [item for key in keys for item in ("-", e.Part(value=key))][1:]
    if isinstance(shown, t.ListType | t.MapType | t.RecordType | t.ObjectType | t.PairType):
        ctx.program.sink.report(
            "type-mismatch",
            node.value.span,
            what="an interpolated value",
            expected="a text, number, date, bool, enum or reference",
            found=quote(value.type),
            hint="`join(xs, ', ')` makes one text of a list"
            if isinstance(shown, t.ListType)
            else "interpolate its fields one by one",
        )
        return []
    check_hidden(ctx, value, node.value, "put into a text")
    if node.format is not None and not format_fits(node.format, shown):
        ctx.program.sink.report("bad-format", node.span, format=node.format, type=quote(value.type))
        return []
    return [e.Part(value=value, format=node.format)]


def format_fits(format_: str, type_: t.Type) -> bool:
    """Whether `{x:format}` can show a value of the type."""
    match type_:
        case t.IntType() | t.FloatType() | t.DecimalType() | t.DurationType():
            found = _NUMBER_FORMAT.fullmatch(format_)
            whole = isinstance(type_, t.IntType | t.DurationType)
            if found is None or (found[3] == "d" and (found[2] or not whole)):
                return False
            return not (whole and found[2] and found[3] not in ("f", "%", "e"))
        case t.TimeType():
            return bool(re.fullmatch(r"[^%]*(?:%[HMSIp%][^%]*)+", format_))
        case t.DateType() | t.DatetimeType():
            return bool(re.fullmatch(r"[^%]*(?:%[aAbBdmyYHMSjpIe%][^%]*)+", format_))
        case t.TextType() | t.EnumType():
            return _TEXT_FORMAT.fullmatch(format_) is not None
        case _:
            return False


def check_hidden(ctx: Ctx, value: e.Expr, node: ast.Expr, use: str) -> None:
    """Report a hidden field that would be shown. What a value is only compared by, or filtered by, is not shown."""
    for field in _shown(value):
        info = ctx.program.entities[field.entity]
        hidden = (
            info.fields[field.field].hidden
            if isinstance(field, e.FieldGet)
            else info.derived[field.field].hidden
        )
        if hidden:
            ctx.program.sink.report(
                "hidden-exposed",
                node.span,
                owner=field.entity,
                name=field.field,
                use=use,
                known=[f.name for f in info.fields.values() if not f.hidden],
            )


def _shown(value: e.Expr) -> list[e.FieldGet | e.DerivedGet]:
    """The fields whose values can be read off a value."""
    match value:
        case e.FieldGet() | e.DerivedGet():
            return [value]
        case e.Text():
            return []  # looked at where it is made
        case (
            e.Compare()
            | e.In()
            | e.And()
            | e.Or()
            | e.Not()
            | e.Lookup()
            | e.DefCall()
            | e.ViewOf()
        ):
            return []
        case e.If():
            return [*_shown(value.then), *_shown(value.otherwise)]
        case e.Match():
            arms = [field for arm in value.arms for field in _shown(arm.value)]
            return arms + (_shown(value.otherwise) if value.otherwise is not None else [])
        case e.Comprehension(gather="count" | "any" | "all"):
            return []
        case e.Comprehension():
            return [field for item in value.items for field in _shown(item)]
        case e.Builtin(name="len" | "contains" | "matches" | "starts_with" | "ends_with"):
            return []
        case e.Project():
            return []
        case _:
            inner = (node for node in walk(value) if node is not value)
            return [node for node in inner if isinstance(node, e.FieldGet | e.DerivedGet)]
