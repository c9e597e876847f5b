"""Comparisons: `a == b`, `a < b <= c`, `x in xs`, and which values have an order.

Both sides are made one type first; what has none in common is reported.
"""

from __future__ import annotations

import re
from typing import Literal

from awmc.diagnostics.model import Applicability, Edit, Fix
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.semantics.fit import BROKEN, convert, is_broken, join, member_fix, quote
from awmc.semantics.scope import Ctx
from awmc.semantics.sides import is_plain, possibly_none, together
from awmc.source import Span
from awmc.syntax import ast

_ORDERED = (
    t.TextType,
    t.IntType,
    t.FloatType,
    t.DecimalType,
    t.BoolType,
    t.DateType,
    t.TimeType,
    t.DatetimeType,
    t.DurationType,
    t.EnumType,
)


CompareOp = Literal["==", "!=", "<", "<=", ">", ">="]


def compare(ctx: Ctx, node: ast.Compare, expected: t.Type | None) -> e.Expr:
    """`a == b`, `a < b <= c`, `x in xs`."""
    made: list[e.Expr] = []
    left = node.first
    for operator, right in node.rest:
        made.append(_comparison(ctx, node.span, operator, left, right))
        left = right
    return made[0] if len(made) == 1 else e.And(items=tuple(made))


def _comparison(
    ctx: Ctx, span: Span, operator: ast.Comparison, left: ast.Expr, right: ast.Expr
) -> e.Expr:
    if operator == "in" or operator == "not in":
        return _membership(ctx, left, right, operator == "not in")
    a, b = together((ctx, ctx), (left, right), None)
    a = _member_instead(ctx, left, a, b)
    if is_broken(a.type) or is_broken(b.type):
        return e.Compare(op=operator, left=a, right=b)
    if operator in ("==", "!="):
        return _equality(ctx, span, operator, a, b)
    for value, node in ((a, left), (b, right)):
        if isinstance(value.type, t.OptionType):
            possibly_none(ctx, node, value)
            return BROKEN
    return _ordering(ctx, span, operator, a, b)


def _member_instead(ctx: Ctx, node: ast.Expr, value: e.Expr, other: e.Expr) -> e.Expr:
    """A bare member of the other side's enum wins over every other name."""
    from awmc.semantics.members import member_const

    enum = t.unwrap(other.type)
    if isinstance(node, ast.Name) and isinstance(enum, t.EnumType) and t.unwrap(value.type) != enum:
        member = member_const(ctx, enum, node.name)
        if member is not None:
            ctx.program.observer.value(ctx, node, enum, member)
            return member
    return value


def _equality(ctx: Ctx, span: Span, operator: CompareOp, a: e.Expr, b: e.Expr) -> e.Expr:
    both = join(a.type, b.type)
    if both is None or isinstance(t.unwrap(both), t.PairType):
        not_comparable(ctx, span, operator, a.type, b.type, _unsaid(ctx, span, a, b))
        return BROKEN
    return e.Compare(op=operator, left=to_common(a, both), right=to_common(b, both))


def to_common(value: e.Expr, both: t.Type) -> e.Expr:
    """A side as the common type; a `T` beside a `T?` and a plain `none` stay what they are."""
    if isinstance(value.type, t.NoneType):
        return e.Const(value=None, type=t.strip(t.optional(both)))
    wanted = both if isinstance(value.type, t.OptionType) else t.unwrap(both)
    return convert(value, wanted) or value


def _ordering(ctx: Ctx, span: Span, operator: CompareOp, a: e.Expr, b: e.Expr) -> e.Expr:
    both = join(a.type, b.type)
    if both is None:
        not_comparable(ctx, span, operator, a.type, b.type, _unsaid(ctx, span, a, b))
        return BROKEN
    if not isinstance(both, _ORDERED):
        ctx.program.sink.report("not-ordered", span, type=quote(both), operator=operator)
        return BROKEN
    return e.Compare(op=operator, left=to_common(a, both), right=to_common(b, both))


_MOMENTS = (t.DateType, t.TimeType, t.DatetimeType)
_SAID = re.compile(r"\btext\(([\w.]+)\)")


def _unsaid(ctx: Ctx, span: Span, a: e.Expr, b: e.Expr) -> Fix | None:
    """For `x == text(y)` where x and y compare: the fields of a tool's result have types, too."""
    source = ctx.program.sources.get(span.path)
    found = [] if source is None else [*_SAID.finditer(source.text, span.start, span.end)]
    for said, other in ((a, b), (b, a)):
        if not isinstance(said, e.Builtin) or said.name != "text" or len(said.args) != 1:
            continue
        if len(found) == 1 and join(said.args[0].type, other.type) is not None:
            place = Span(span.path, found[0].start(), found[0].end())
            edit = Edit(span=place, text=found[0][1])
            return Fix(title="leave `text` out", applicability=Applicability.safe, edits=(edit,))
    return None


def not_comparable(
    ctx: Ctx, span: Span, operator: str, a: t.Type, b: t.Type, fix: Fix | None = None
) -> None:
    """Report two types that are never equal."""
    fix = fix or member_fix(ctx, span, a, b) or member_fix(ctx, span, b, a)
    match t.unwrap(a), t.unwrap(b):
        case _ if fix is not None and fix.title.startswith("leave"):
            hint = "both have types that compare: leave `text` out"
        case (t.DateType(), t.DatetimeType()) | (t.DatetimeType(), t.DateType()):
            hint = "`date(x)` is the date of a datetime"
        case (t.RefType(), _) | (_, t.RefType()):
            hint = "a row compares with a row; compare a field of it with a key"
        case (t.DecimalType(), t.IntType() | t.FloatType()) | (
            t.IntType() | t.FloatType(),
            t.DecimalType(),
        ):
            hint = "`money(x)` converts a number"
        case (t.EnumType(), t.TextType()) | (t.TextType(), t.EnumType()):
            quoted = re.search(r"[\"'](\w+)[\"']", ctx.program.text(span))
            hint = "write the member without quotes" + (f": `{quoted[1]}`" if quoted else "")
        case (moment, t.TextType()) | (t.TextType(), moment) if isinstance(moment, _MOMENTS):
            hint = (
                "write a date or time without quotes: `2026-03-02`, `09:30`, `2026-03-02T09:30:00`"
            )
        case _:
            hint = ""
    ctx.program.sink.report(
        "not-comparable", span, left=quote(a), right=quote(b), operator=operator, hint=hint, fix=fix
    )


def is_ordered(type_: t.Type) -> bool:
    """Whether values of the type have an order (`T?` has: none last)."""
    return isinstance(t.unwrap(type_), _ORDERED)


def _membership(ctx: Ctx, left: ast.Expr, right: ast.Expr, negated: bool) -> e.Expr:
    from awmc.semantics.expressions import expr

    item: e.Expr | None = None
    if isinstance(right, ast.ListExpr) or not is_plain(ctx, left):
        item = expr(ctx, left)
        listed = None if is_broken(item.type) else t.ListType(item=t.unwrap(item.type))
        container = expr(ctx, right, listed)
    else:
        container = expr(ctx, right)
    inner = container.type
    if is_broken(inner):
        return e.In(item=item or BROKEN, container=container, negated=negated)
    if not isinstance(inner, t.ListType | t.MapType):
        hint = "`contains(text, part)` looks in a text" if isinstance(inner, t.TextType) else ""
        ctx.program.sink.report("not-iterable", right.span, found=quote(inner), hint=hint)
        return BROKEN
    wanted = inner.item if isinstance(inner, t.ListType) else inner.key
    if item is None or isinstance(wanted, t.EnumType):
        item = expr(ctx, left, wanted)
    if not is_broken(item.type) and join(item.type, wanted) is None:
        not_comparable(ctx, left.span, "in", item.type, wanted)
        return BROKEN
    return e.In(
        item=to_common(item, join(item.type, wanted) or wanted),
        container=container,
        negated=negated,
    )
