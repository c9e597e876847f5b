"""Arithmetic: the form that the types of both sides choose.

`price * 2`, `day + days(3)` and `"a" + "b"` are one operator in a spec and different forms in the IR; each form says
how it is computed, so that no later pass looks at the types of both sides again.
"""

from __future__ import annotations

from typing import Literal

from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.semantics.fit import BROKEN, convert, is_broken, quote
from awmc.semantics.scope import Ctx
from awmc.semantics.sides import is_plain, possibly_none
from awmc.source import Span
from awmc.syntax import ast

NUMERIC = (t.IntType, t.FloatType, t.DecimalType)


ArithmeticOp = Literal["+", "-", "*", "/", "//", "%"]


def operands(ctx: Ctx, node: ast.Binary, op: str, expected: t.Type | None) -> tuple[e.Expr, e.Expr]:
    """Both sides of an arithmetic operator; a number literal beside a decimal or float takes what fits it."""
    from awmc.semantics.expressions import expr

    wanted = expected if isinstance(t.unwrap(expected) if expected else None, NUMERIC) else None
    swap = is_plain(ctx, node.left) and not is_plain(ctx, node.right)
    first, second = (node.right, node.left) if swap else (node.left, node.right)
    lead = expr(ctx, first, wanted)
    other = expr(ctx, second, _hint_beside(op, lead, wanted, swap))
    if isinstance(lead.type, t.DecimalType) and op in "*/" and is_plain(ctx, second):
        other = _exact_factor(second, other)
    return (other, lead) if swap else (lead, other)


def _hint_beside(op: str, lead: e.Expr, wanted: t.Type | None, swap: bool) -> t.Type | None:
    """What a plain number beside `lead` should be."""
    decimal_wanted = isinstance(t.unwrap(wanted) if wanted else None, t.DecimalType)
    match lead.type:
        case t.DecimalType():
            ratio = op == "/" and swap
            return lead.type if op in "+-" or ratio else None
        case t.FloatType():
            return t.FLOAT
        case t.IntType() if decimal_wanted and op in "+-*":
            return wanted
        case t.IntType():
            return None
        case _:
            return lead.type if op in "+-" else None


def _exact_factor(node: ast.Expr, value: e.Expr) -> e.Expr:
    """A literal with decimals beside money, as an exact decimal: `price * 1.1` is not a float's product."""
    if not (isinstance(value, e.Const) and isinstance(value.value, float)):
        return value
    text = node.text if isinstance(node, ast.NumberLiteral) else None
    if text is None or "e" in text.lower() or "." not in text:
        return value
    whole, _, part = text.partition(".")
    if len(whole) + len(part) > 15:
        return value
    return e.Const(value=int(whole + part), type=t.DecimalType(places=len(part), money=False))


def arithmetic(
    ctx: Ctx,
    span: Span,
    op: ArithmeticOp,
    left: e.Expr,
    right: e.Expr,
    nodes: tuple[ast.Expr, ast.Expr],
) -> e.Expr:
    """`left op right`, with the form that its types choose."""
    for value, node in zip((left, right), nodes, strict=True):
        if isinstance(value.type, t.OptionType) and not is_broken(value.type):
            possibly_none(ctx, node, value)
            return BROKEN
    if is_broken(left.type) or is_broken(right.type):
        return BROKEN
    made = _form(op, left, right)
    if made is None:
        ctx.program.sink.report(
            "operator-types",
            span,
            operator=op,
            left=quote(left.type),
            right=quote(right.type),
            hint=_arithmetic_hint(op, left.type, right.type),
        )
        return BROKEN
    return made


def _form(op: ArithmeticOp, left: e.Expr, right: e.Expr) -> e.Arithmetic | None:
    def made(
        form: e.ArithmeticForm, type_: t.Type, a: e.Expr = left, b: e.Expr = right
    ) -> e.Arithmetic:
        return e.Arithmetic(op=op, form=form, left=a, right=b, type=type_)

    a, b = t.strip(left.type), t.strip(right.type)
    match a, b:
        case t.IntType(), t.IntType():
            return made("int_div", t.FLOAT) if op == "/" else made("int", t.INT)
        case ((t.IntType() | t.FloatType()), (t.IntType() | t.FloatType())):
            one, two = convert(left, t.FLOAT), convert(right, t.FLOAT)
            assert one is not None and two is not None
            return made("float", t.FLOAT, one, two)
        case t.DecimalType(), t.DecimalType() if op in "+-":
            return made("decimal", a) if a == b else None
        case t.DecimalType(), t.DecimalType() if op == "/" and a.money == b.money:
            return made("decimal_ratio", t.FLOAT)
        case t.DecimalType(), (t.IntType() | t.FloatType() | t.DecimalType()) if op in "*/":
            return (
                None
                if a.money and isinstance(b, t.DecimalType) and b.money
                else made("decimal_scale", a)
            )
        case ((t.IntType() | t.FloatType()), t.DecimalType()) if op == "*":
            return made("decimal_scale", b, right, left)
        case t.TextType(), t.TextType() if op == "+":
            return made("text", t.TEXT)
        case t.ListType(), t.ListType() if op == "+":
            both = (
                a if convert(right, a) is not None else b if convert(left, b) is not None else None
            )
            return None if both is None else made("list", both)
        case _:
            return _time_form(op, left, right)


def _time_form(op: ArithmeticOp, left: e.Expr, right: e.Expr) -> e.Arithmetic | None:
    def made(
        form: e.ArithmeticForm, type_: t.Type, a: e.Expr = left, b: e.Expr = right
    ) -> e.Arithmetic:
        return e.Arithmetic(op=op, form=form, left=a, right=b, type=type_)

    match t.strip(left.type), t.strip(right.type):
        case t.DurationType(), t.DurationType() if op in "+-":
            return made("duration", t.DURATION)
        case t.DurationType(), t.IntType() if op in ("*", "//"):
            return made("duration", t.DURATION)
        case t.IntType(), t.DurationType() if op == "*":
            return made("duration", t.DURATION, right, left)
        case t.DurationType(), t.DurationType() if op == "/":
            one = e.Builtin(name="seconds_of", args=(left,), type=t.INT)
            two = e.Builtin(name="seconds_of", args=(right,), type=t.INT)
            return made("int_div", t.FLOAT, one, two)
        case (t.DateType() | t.DatetimeType() | t.TimeType()) as type_, t.DurationType() if (
            op in "+-"
        ):
            return made("shift", type_)
        case t.DurationType(), (t.DateType() | t.DatetimeType() | t.TimeType()) as type_ if (
            op == "+"
        ):
            return made("shift", type_, right, left)
        case t.DatetimeType(), t.DatetimeType() if op == "-":
            return made("span", t.DURATION)
        case _:
            return None


def _arithmetic_hint(op: str, left: t.Type, right: t.Type) -> str:
    match left, right:
        case t.DateType(), t.DateType() if op == "-":
            return "`days_between(a, b)` counts the days from a to b"
        case ((t.DateType() | t.DatetimeType()), t.IntType()):
            return "add a duration: `days(n)`, `hours(n)`"
        case (t.TextType(), _) | (_, t.TextType()) if op in "+%":
            return 'put values into a text with braces: "{x} …"'
        case t.DecimalType(), (t.IntType() | t.FloatType()) if op in "+-":
            return "`money(x)` converts a number"
        case (t.DecimalType(), _) if op in ("//", "%"):
            return "money has no `//` and `%`; `int(x)` or `/` may do"
        case t.ListType(), _:
            return "lists grow by `+` with a list: `xs + [x]`"
        case _:
            return ""
