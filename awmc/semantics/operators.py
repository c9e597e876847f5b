"""Operators that are neither arithmetic nor comparisons: `not`, `-x`, `and`, `or`, `??`.

The right side of `and`, `or` and `??` is read with what the left side says in mind.
"""

from __future__ import annotations

from typing import Literal

from awmc.diagnostics.model import Applicability, Edit, Fix
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.semantics import literals, narrow
from awmc.semantics.arithmetic import NUMERIC, arithmetic, operands
from awmc.semantics.fit import BROKEN, convert, is_broken, join, quote
from awmc.semantics.members import is_safe
from awmc.semantics.scope import Ctx
from awmc.semantics.sides import mismatch, possibly_none
from awmc.syntax import ast


def unary(ctx: Ctx, node: ast.Unary, expected: t.Type | None) -> e.Expr:
    """`not x`, `-x`."""
    from awmc.semantics.expressions import condition, expr

    if node.operator == "not":
        return e.Not(value=condition(ctx, node.operand, "what `not` takes"))
    if isinstance(node.operand, ast.NumberLiteral):
        return literals.number_of(ctx, node, "-" + node.operand.text, expected)
    value = expr(ctx, node.operand, expected)
    if is_broken(value.type):
        return BROKEN
    if isinstance(value.type, (*NUMERIC, t.DurationType)):
        return e.Negate(value=value, type=t.strip(value.type))
    _operand(ctx, node.operand, "-", value)
    return BROKEN


def _operand(ctx: Ctx, node: ast.Expr, operator: str, value: e.Expr) -> None:
    if isinstance(value.type, t.OptionType):
        possibly_none(ctx, node, value)
        return
    ctx.program.sink.report(
        "operand-type", node.span, operator=operator, operand=quote(value.type), hint=""
    )


def binary(ctx: Ctx, node: ast.Binary, expected: t.Type | None) -> e.Expr:
    """`and or ??` and arithmetic."""
    match node.operator:
        case "and" | "or":
            return _logical(ctx, node, node.operator)
        case "??":
            return _coalesce(ctx, node, expected)
        case _:
            left, right = operands(ctx, node, node.operator, expected)
            return arithmetic(ctx, node.span, node.operator, left, right, (node.left, node.right))


def _logical(ctx: Ctx, node: ast.Binary, operator: Literal["and", "or"]) -> e.Expr:
    from awmc.semantics.expressions import condition

    items: list[e.Expr] = []
    for operand in _flat(node, operator):
        items.append(condition(ctx, operand, f"what `{operator}` takes"))
        facts = narrow.when_true(items[-1]) if operator == "and" else narrow.when_false(items[-1])
        ctx = ctx.knowing(facts).lazily()
    return e.And(items=tuple(items)) if operator == "and" else e.Or(items=tuple(items))


def _flat(node: ast.Expr, operator: str) -> list[ast.Expr]:
    """The operands of a chain of one operator, without recursion on its length."""
    operands: list[ast.Expr] = []
    while isinstance(node, ast.Binary) and node.operator == operator:
        operands.append(node.right)
        node = node.left
    return [node, *reversed(operands)]


def _coalesce(ctx: Ctx, node: ast.Binary, expected: t.Type | None) -> e.Expr:
    from awmc.semantics.expressions import expr

    if _past_none(ctx, node):
        return BROKEN
    left = expr(ctx, node.left, None if expected is None else t.optional(expected))
    right = expr(
        ctx.lazily(), node.right, t.unwrap(left.type) if not is_broken(left.type) else expected
    )
    if is_broken(left.type) or is_broken(right.type):
        return BROKEN
    if not isinstance(left.type, t.OptionType):
        if isinstance(left.type, t.NoneType):
            return right
        ctx.program.sink.report(
            "needless-default", node.span, expression=ctx.program.text(node.left.span)
        )
        return left
    fitted = convert(right, left.type.item)
    if fitted is not None:
        return e.Coalesce(left=left, right=fitted, type=t.strip(left.type.item))
    both = join(left.type.item, right.type)
    if both is None:
        mismatch(ctx, node.span, "`??`", left.type.item, right.type)
        return BROKEN
    none = left if t.same_type(t.optional(both), left.type) else convert(left, t.optional(both))
    return e.Coalesce(left=none or left, right=convert(right, both) or right, type=both)


def _past_none(ctx: Ctx, node: ast.Binary) -> bool:
    """Reports `a.b ?? c` where `a` may be none, with what is written for it: other languages have `a?.b ?? c`."""
    from awmc.semantics.expressions import expr

    steps: list[ast.Expr] = []
    read = node.left
    while isinstance(read, ast.Attribute):
        read = read.value
        steps.append(read)
    if not isinstance(read, ast.Name) or (ctx.find(read.name) is None and read.name[0].isupper()):
        return False
    for step in reversed(steps):
        value = expr(ctx, step)
        if isinstance(value.type, t.OptionType) and not is_safe(value):
            possibly_none(ctx, step, value, _guarded(ctx, node, step, value))
            return True
    return False


def _guarded(ctx: Ctx, node: ast.Binary, step: ast.Expr, value: e.Expr) -> Fix:
    from awmc.semantics.expressions import expr

    there = e.Compare(op="!=", left=value, right=e.Const(value=None, type=value.type))
    left = expr(ctx.knowing(narrow.when_true(there)), node.left)
    text = ctx.program.text
    more = is_broken(left.type) or isinstance(left.type, t.OptionType)
    then = text(node.span if more else node.left.span)
    told = f"if {text(step.span)} != none then {then} else {text(node.right.span)}"
    return Fix(
        title="say what holds where there is none",
        applicability=Applicability.safe,
        edits=(Edit(span=node.span, text=f"({told})"),),
    )
