"""Elaboration of an expression: from its syntax tree to a resolved and typed IR expression.

In: a syntax tree, its context, and the type that its place expects (None: any). Out: an IR expression whose `type` is
what was found; the caller makes it fit (`expr_as` does both). The expectation decides what a bare enum member,
a number literal, `{ … }`, `[]` and `none` mean; it never makes a wrong type right. Errors are reported and give
`BROKEN`, which fits everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.semantics import (
    branches,
    calls,
    comparisons,
    gather,
    literals,
    members,
    names,
    objects,
    operators,
    projections,
)
from awmc.semantics.fit import BROKEN, fit
from awmc.semantics.scope import Ctx
from awmc.syntax import ast


def expr(ctx: Ctx, node: ast.Expr, expected: t.Type | None = None) -> e.Expr:
    """The IR of `node`; `expected` is a hint, not a check."""
    value = _HANDLERS[type(node)](ctx, node, expected)
    ctx.program.observer.value(ctx, node, expected, value)
    return value


def expr_as(ctx: Ctx, node: ast.Expr, expected: t.Type | None, what: str = "this") -> e.Expr:
    """The IR of `node` as an `expected`, or a report of why it is none."""
    return fit(ctx, expr(ctx, node, expected), expected, node.span, what)


def condition(ctx: Ctx, node: ast.Expr, what: str = "a condition") -> e.Expr:
    """The IR of a bool."""
    return expr_as(ctx.lazily(), node, t.BOOL, what)


def _create(ctx: Ctx, node: ast.CreateExpr, expected: t.Type | None) -> e.Expr:
    from awmc.semantics.creation import create

    return create(ctx, node)


def _tool_call(ctx: Ctx, node: ast.ToolCallExpr, expected: t.Type | None) -> e.Expr:
    ctx.program.sink.report(
        "effect-in-expression",
        node.span,
        effect=f"call {node.tool.name}",
        place=ctx.place.name,
        hint=f"give its result a name first: `let x = call {node.tool.name}(…)`",
    )
    return BROKEN


def _bad(ctx: Ctx, node: ast.BadExpr, expected: t.Type | None) -> e.Expr:
    return BROKEN


_HANDLERS: dict[type[ast.Node], Callable[[Ctx, Any, t.Type | None], e.Expr]] = {
    ast.Name: names.name,
    ast.Attribute: members.attribute,
    ast.Maybe: members.maybe,
    ast.NumberLiteral: literals.number,
    ast.BoolLiteral: literals.boolean,
    ast.NoneLiteral: literals.none,
    ast.TimeLiteral: literals.time,
    ast.TextLiteral: literals.text,
    ast.ObjectExpr: objects.object_,
    ast.ListExpr: objects.list_,
    ast.Call: calls.call,
    ast.Index: objects.index,
    ast.Slice: objects.slice_,
    ast.Unary: operators.unary,
    ast.Binary: operators.binary,
    ast.Compare: comparisons.compare,
    ast.IfExpr: branches.if_,
    ast.MatchExpr: branches.match_,
    ast.ListComprehension: gather.list_comprehension,
    ast.Projection: projections.projection,
    ast.CreateExpr: _create,
    ast.ToolCallExpr: _tool_call,
    ast.BadExpr: _bad,
}
