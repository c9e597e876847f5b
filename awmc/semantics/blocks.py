"""Blocks: which statements each kind of block may hold, and what a block may change.

What a block may change is what is no longer known after it, and at the start of each round of a loop.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir.walk import walk
from awmc.semantics import narrow
from awmc.semantics.scope import Ctx
from awmc.syntax import ast

Kind = type[ast.Node]


@dataclass(slots=True)
class BlockKind:
    """What a block may hold: a phrase for it, and the statements allowed."""

    name: str
    allowed: frozenset[Kind]
    reason: str
    returns: list[tuple[e.Expr | None, ast.Return]] = field(default_factory=list)


TOOL = frozenset(
    {
        ast.Require, ast.Let, ast.SetField, ast.SetFields, ast.Delete, ast.ForStmt, ast.IfStmt, ast.WhileStmt,
        ast.Advance, ast.Fail, ast.Reject, ast.Ensure, ast.Return, ast.ExprStmt,
    }
)  # fmt: skip
ON_CALL = TOOL - {ast.Reject, ast.Advance, ast.Return, ast.Ensure}
GIVEN = frozenset(
    {ast.Let, ast.SetField, ast.SetFields, ast.Delete, ast.ForStmt, ast.IfStmt, ast.WhileStmt, ast.ExprStmt}
)  # fmt: skip
SOLUTION = frozenset({ast.Let, ast.ForStmt, ast.IfStmt, ast.WhileStmt, ast.ExprStmt})
GOAL = frozenset({ast.Require, ast.Let, ast.ForStmt, ast.IfStmt})


def text_of(ctx: Ctx, node: ast.Node, stop: ast.Node | None = None) -> str:
    """The source of a statement, or of its head up to `stop`."""
    span = node.span if stop is None else replace(node.span, end=stop.span.start)
    return ctx.program.text(span).rstrip(";{ ")


def _writes(node: ast.Block) -> tuple[set[str], bool]:
    """The fields that a block may set, and whether it may do anything at all (a call, a delete, a creation)."""
    fields: set[str] = set()
    anything = False
    for inner in inside(node):
        match inner:
            case ast.SetField(target=target):
                fields.update(_target_fields(target))
            case ast.SetFields(entries=entries):
                fields.update(entry.key.name for entry in entries)
            case (
                ast.ExprStmt()
                | ast.Let(value=ast.ToolCallExpr() | ast.CreateExpr())
                | ast.Advance()
                | ast.Delete()
            ):
                anything = True
            case _:
                pass
    return fields, anything


def _target_fields(target: ast.Expr) -> set[str]:
    fields: set[str] = set()
    while isinstance(target, ast.Attribute | ast.Index):
        if isinstance(target, ast.Attribute):
            fields.add(target.name.name)
        target = target.value
    return fields


def inside(node: ast.Block) -> list[ast.Stmt]:
    """Every statement of a block, those of inner blocks included."""
    found: list[ast.Stmt] = []
    for inner in node.statements:
        found.append(inner)
        match inner:
            case ast.ForStmt(body=body) | ast.WhileStmt(body=body):
                found.extend(inside(body))
            case ast.IfStmt(branches=branches, otherwise=otherwise):
                for _, body in branches:
                    found.extend(inside(body))
                if otherwise is not None:
                    found.extend(inside(otherwise))
            case _:
                pass
    return found


def facts_inside(ctx: Ctx, body: ast.Block) -> Any:
    """What is known at the start of each round of a loop: what no round before may have changed."""
    fields, anything = _writes(body)
    if anything:
        return narrow.without_fields(ctx.facts)
    facts = dict(ctx.facts)
    for name in fields:
        facts = narrow.without_field(facts, name)
    return facts


def facts_after(ctx: Ctx, body: ast.Block) -> Ctx:
    """The context after a block that may have run: what it may have changed is no longer known."""
    return replace(ctx, facts=facts_inside(ctx, body))


def goal_requires(statements: tuple[s.Stmt, ...]) -> list[s.Require]:
    """Every `require` in a goal, in order."""
    return [n for stmt in statements for n in walk(stmt) if isinstance(n, s.Require)]
