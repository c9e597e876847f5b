"""What the sides of an operator, and the branches of an `if` or `match`, tell each other about their types.

The side that says its type by itself (the lead) is elaborated first, and the others are read with that type expected,
so that `status == active`, `price > 10` and `x ?? 0` mean what they say.
"""

from __future__ import annotations

from collections.abc import Sequence

from awmc.diagnostics.model import Fix
from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.semantics.fit import convert, fit, is_broken, join, quote
from awmc.semantics.scope import Ctx
from awmc.source import Span
from awmc.syntax import ast


def is_plain(ctx: Ctx, node: ast.Expr) -> bool:
    """Whether an expression takes its type from its surroundings: number literals, `none`, `[]`, `{}`, names out of scope."""
    from awmc.semantics.names import in_scope

    match node:
        case ast.NumberLiteral() | ast.NoneLiteral() | ast.ObjectExpr():
            return True
        case ast.Unary(operator="-", operand=operand):
            return is_plain(ctx, operand)
        case ast.Binary(operator="+" | "-" | "*" | "/" | "//" | "%", left=left, right=right):
            return is_plain(ctx, left) and is_plain(ctx, right)
        case ast.Name(name=name):
            return not name[0].isupper() and not in_scope(ctx, name)
        case ast.ListExpr(items=items):
            return all(is_plain(ctx, item) for item in items)
        case ast.IfExpr(branches=branches, otherwise=otherwise):
            return is_plain(ctx, otherwise) and all(is_plain(ctx, v) for _, v in branches)
        case ast.TextLiteral():
            return node.plain is not None
        case _:
            return False


def together(
    ctxs: Sequence[Ctx], nodes: Sequence[ast.Expr], expected: t.Type | None
) -> list[e.Expr]:
    """Expressions that should agree in type, each in its own context: the lead first, the rest as the lead's type expects."""
    from awmc.semantics.expressions import expr

    lead = next((i for i, node in enumerate(nodes) if not is_plain(ctxs[i], node)), 0)
    found: dict[int, e.Expr] = {lead: expr(ctxs[lead], nodes[lead], expected)}
    hint = found[lead].type
    if isinstance(hint, t.NoneType) or is_broken(hint):
        hint = expected if expected is not None else hint
    for i, node in enumerate(nodes):
        if i not in found:
            # A name beside a mistake may be a member of an enum that nobody knows now.
            unknown = isinstance(hint, t.ErrorType) and not isinstance(node, ast.Name)
            found[i] = expr(
                ctxs[i], node, None if unknown or isinstance(hint, t.NoneType) else hint
            )
            if isinstance(hint, t.NoneType):
                hint = found[i].type
    return [found[i] for i in range(len(nodes))]


def possibly_none(ctx: Ctx, node: ast.Expr, value: e.Expr, fix: Fix | None = None) -> None:
    """Report a value that may be none where one is needed."""
    ctx.program.sink.report(
        "possibly-none",
        node.span,
        expression=ctx.program.text(node.span),
        type=quote(value.type),
        fix=fix,
    )


def mismatch(
    ctx: Ctx, span: Span, what: str, first: t.Type, second: t.Type, hint: str = ""
) -> None:
    """Report two branches, or sides, that no one type holds."""
    ctx.program.sink.report(
        "branch-mismatch", span, what=what, first=quote(first), second=quote(second), hint=hint
    )


def agree(
    ctx: Ctx,
    span: Span,
    what: str,
    values: list[e.Expr],
    nodes: Sequence[ast.Expr],
    expected: t.Type | None,
) -> tuple[t.Type, list[e.Expr]]:
    """Branches as one type: the expected one if there is one and all fit, else the one that holds them all."""
    if expected is not None and all(convert(value, expected) is not None for value in values):
        if any(is_broken(value.type) for value in values):
            return t.ERROR, values
        made = [convert(value, expected) or value for value in values]
        return t.strip(expected), made
    type_ = values[0].type
    for value in values[1:]:
        both = join(type_, value.type)
        if both is None:
            mismatch(ctx, span, what, type_, value.type)
            return t.ERROR, values
        type_ = both
    if is_broken(type_):
        return t.ERROR, values
    return t.strip(type_), [
        fit(ctx, value, type_, node.span, what) for value, node in zip(values, nodes, strict=True)
    ]
