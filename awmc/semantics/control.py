"""Statements that hold blocks: `for`, `if`, `while`.

In: a syntax node and its context. Out: its IR statement, the context after it, and whether it always ends the block.
Names and knowledge of an inner block stay inside it; what it may change is forgotten after it.
"""

from __future__ import annotations

from dataclasses import replace

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir import types as t
from awmc.semantics import gather, narrow
from awmc.semantics.blocks import BlockKind, facts_after, facts_inside, text_of
from awmc.semantics.expressions import condition, expr_as
from awmc.semantics.scope import Ctx
from awmc.syntax import ast

MOST_ROUNDS = 100_000
"""The greatest limit of a `while`."""


def for_(ctx: Ctx, node: ast.ForStmt, kind: BlockKind, made: list[s.Stmt]) -> tuple[Ctx, bool]:
    """`for x in S if c order by k limit n { … }`."""
    from awmc.semantics.statements import block

    outer = ctx
    inner, clauses = gather.clauses(ctx, node.clauses, local=True)
    order = gather.order_keys(inner, node.order)
    limit = expr_as(ctx, node.limit, t.INT, "a `limit`") if node.limit else None
    offset = expr_as(ctx, node.offset, t.INT, "an `offset`") if node.offset else None
    facts = facts_inside(inner, node.body)
    body = block(replace(inner, lazy=ctx.lazy, facts=facts), node.body, kind)
    made.append(
        s.For(
            span=node.span,
            text=text_of(ctx, node, node.body),
            clauses=clauses,
            order=order,
            limit=limit,
            offset=offset,
            body=body,
        )
    )
    return facts_after(outer, node.body), False


def if_(ctx: Ctx, node: ast.IfStmt, kind: BlockKind, made: list[s.Stmt]) -> tuple[Ctx, bool]:
    """`if c { … } elif d { … } else { … }`."""
    from awmc.semantics.statements import run

    branches: list[s.Branch] = []
    test_ctx = ctx
    ended: list[bool] = []
    for number, (test_node, body) in enumerate(node.branches):
        test = condition(test_ctx, test_node)
        inner: list[s.Stmt] = []
        known = replace(test_ctx.knowing(narrow.when_true(test)), lazy=ctx.lazy)
        _, done = run(known, body.statements, kind, inner)
        ended.append(done)
        word = "if" if number == 0 else "elif"
        text = f"{word} {ctx.program.text(test_node.span)}"
        branches.append(s.Branch(condition=test, body=tuple(inner), text=text))
        test_ctx = test_ctx.knowing(narrow.when_false(test)).lazily()
    otherwise: list[s.Stmt] = []
    done = False
    if node.otherwise is not None:
        _, done = run(replace(test_ctx, lazy=ctx.lazy), node.otherwise.statements, kind, otherwise)
    made.append(
        s.If(
            span=node.span,
            text=branches[0].text,
            branches=tuple(branches),
            otherwise=tuple(otherwise),
        )
    )
    ends = [*ended, done] if node.otherwise is not None else ended
    return _after_branches(ctx, test_ctx, node, ends), all(ended) and done


def _after_branches(ctx: Ctx, unmet: Ctx, node: ast.IfStmt, ended: list[bool]) -> Ctx:
    """What is known after an `if`; `unmet` is what is known where none of its conditions holds."""
    blocks = [body for _, body in node.branches] + ([node.otherwise] if node.otherwise else [])
    after = ctx
    for body, done in zip(blocks, ended, strict=True):
        if not done:
            after = facts_after(after, body)
    if all(ended) and node.otherwise is None:
        after = after.knowing(
            {path: fact for path, fact in unmet.facts.items() if path not in ctx.facts}
        )
    return after


def while_(ctx: Ctx, node: ast.WhileStmt, kind: BlockKind, made: list[s.Stmt]) -> tuple[Ctx, bool]:
    """`while c limit n { … }`."""
    from awmc.semantics.statements import block

    inner = replace(ctx, facts=facts_inside(ctx, node.body))
    test = condition(inner.lazily(), node.condition)
    if node.limit is None:  # which the parser has reported
        limit: e.Expr = e.Const(value=1, type=t.INT)
    else:
        limit = expr_as(ctx, node.limit, t.INT, "the limit of a `while`")
        _check_limit(ctx, node.limit, limit)
    body = block(inner.knowing(narrow.when_true(test)), node.body, kind)
    made.append(
        s.While(
            span=node.span,
            text=text_of(ctx, node, node.body),
            condition=test,
            limit=limit,
            body=body,
        )
    )
    return inner, False


def _check_limit(ctx: Ctx, node: ast.Expr, limit: e.Expr) -> None:
    """Report a constant limit that no loop can have."""
    if isinstance(limit, e.Const) and not 1 <= int(limit.value or 0) <= MOST_ROUNDS:
        ctx.program.sink.report(
            "bad-limit", node.span, what="a `while`", found=limit.value, low=1, high=MOST_ROUNDS
        )
