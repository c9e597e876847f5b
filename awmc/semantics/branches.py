"""Choices between values: `if` and `match`.

In: a syntax node, its context and the expected type. Out: an IR expression whose branches have one type. Each branch
knows what its condition or its patterns say; a `match` covers every value, each once.
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.semantics import narrow
from awmc.semantics.comparisons import not_comparable, to_common
from awmc.semantics.fit import BROKEN, is_broken, join, quote
from awmc.semantics.scope import Ctx
from awmc.semantics.sides import agree, together
from awmc.syntax import ast


def if_(ctx: Ctx, node: ast.IfExpr, expected: t.Type | None) -> e.Expr:
    """`if c then a elif d then b else e`."""
    from awmc.semantics.expressions import condition

    conditions: list[e.Expr] = []
    ctxs: list[Ctx] = []
    for test, _ in node.branches:
        conditions.append(condition(ctx, test))
        ctxs.append(ctx.knowing(narrow.when_true(conditions[-1])).lazily())
        ctx = ctx.knowing(narrow.when_false(conditions[-1])).lazily()
    nodes = [value for _, value in node.branches] + [node.otherwise]
    values = together([*ctxs, ctx], nodes, expected)
    type_, values = agree(ctx, node.span, "this `if`", values, nodes, expected)
    made = values[-1]
    for test_ir, value in zip(reversed(conditions), reversed(values[:-1]), strict=True):
        made = e.If(condition=test_ir, then=value, otherwise=made, type=type_)
    return made


def match_(ctx: Ctx, node: ast.MatchExpr, expected: t.Type | None) -> e.Expr:
    """`match x { a => 1, else => 0 }`."""
    from awmc.semantics.expressions import expr

    subject = expr(ctx, node.subject)
    inner = ctx.lazily()
    patterns = [_patterns(inner, arm, subject) for arm in node.arms]
    ctxs = [_arm_ctx(inner, subject, found) for found in patterns]
    nodes = [arm.value for arm in node.arms]
    if node.otherwise is not None:
        nodes.append(node.otherwise)
        ctxs.append(inner)
    _check_arms(ctx, node, subject, patterns)
    values = together(ctxs, nodes, expected)
    type_, values = agree(ctx, node.span, "this `match`", values, nodes, expected)
    arms = [
        e.Arm(patterns=tuple(found), value=value)
        for found, value in zip(patterns, values, strict=False)
    ]
    otherwise = values[-1] if node.otherwise is not None else None
    return e.Match(subject=subject, arms=tuple(arms), otherwise=otherwise, type=type_)


def _arm_ctx(ctx: Ctx, subject: e.Expr, patterns: list[e.Expr]) -> Ctx:
    path = narrow.path_of(subject)
    constants = [p.value for p in patterns if isinstance(p, e.Const)]
    if path is None or len(constants) != len(patterns) or None in constants:
        return ctx
    return ctx.knowing({path: frozenset(constants)})


def _patterns(ctx: Ctx, arm: ast.MatchArm, subject: e.Expr) -> list[e.Expr]:
    from awmc.semantics.expressions import expr

    found: list[e.Expr] = []
    for node in arm.patterns:
        value = expr(ctx, node, subject.type)
        both = join(subject.type, value.type)
        if both is None and not is_broken(value.type):
            not_comparable(ctx, node.span, "match", subject.type, value.type)
        found.append(to_common(value, both) if both is not None else BROKEN)
    return found


def _check_arms(
    ctx: Ctx, node: ast.MatchExpr, subject: e.Expr, patterns: list[list[e.Expr]]
) -> None:
    """Every pattern once, and every value of an enum or bool covered if there is no `else`."""
    seen: set[tuple[type, object]] = set()
    for arm, found in zip(node.arms, patterns, strict=True):
        for pattern, value in zip(arm.patterns, found, strict=True):
            if isinstance(value, e.Const) and not is_broken(value.type):
                if (type(value.value), value.value) in seen:
                    text = ctx.program.text(pattern.span)
                    ctx.program.sink.report("match-repeated", pattern.span, value=text)
                seen.add((type(value.value), value.value))
    if node.otherwise is None and not is_broken(subject.type):
        missing = _uncovered(ctx, subject.type, {constant for _, constant in seen})
        if missing:
            ctx.program.sink.report(
                "match-incomplete", node.span, type=quote(subject.type), missing=missing
            )


def _uncovered(ctx: Ctx, type_: t.Type, seen: set[object]) -> list[str]:
    match type_:
        case t.OptionType():
            return [*_uncovered(ctx, type_.item, seen), *(["none"] if None not in seen else [])]
        case t.EnumType():
            members = ctx.program.enums[type_.name].members
            return [member.name for member in members if member.spelling not in seen]
        case t.BoolType():
            return [name for name, value in (("true", True), ("false", False)) if value not in seen]
        case _:
            return ["other values"]
