"""Statements as lines of text. See `printer.py`."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from awmc.syntax import ast
from awmc.syntax.print_expressions import (
    POSTFIX,
    print_clauses,
    print_entries,
    print_expr,
    print_type,
)

INDENT = "  "
_Simple: TypeAlias = (
    ast.Require
    | ast.Let
    | ast.SetField
    | ast.SetFields
    | ast.Delete
    | ast.Advance
    | ast.Fail
    | ast.Reject
    | ast.Ensure
    | ast.Return
    | ast.ExprStmt
    | ast.BadStmt
)
"""The statements that take one line."""


def braces(head: str, lines: list[str], tail: str = "") -> list[str]:
    """`head {`, the lines within, `} tail`."""
    if not lines:
        return [f"{head} {{ }}{tail}"]
    return [f"{head} {{", *(INDENT + line for line in lines), f"}}{tail}"]


def print_block(head: str, block: ast.Block) -> list[str]:
    """`head { … }`."""
    return braces(head, [line for item in block.statements for line in print_statement(item)])


def print_failure(failure: ast.Expr | None) -> str:
    """` else F`, or nothing."""
    return f" else {print_expr(failure)}" if failure is not None else ""


def print_statement(statement: ast.Stmt) -> list[str]:
    """The lines of a statement."""
    match statement:
        case ast.ForStmt():
            clauses = print_clauses(
                statement.clauses, statement.order, statement.limit, statement.offset
            )
            return print_block(clauses.lstrip(), statement.body)
        case ast.IfStmt():
            return _if(statement)
        case ast.WhileStmt():
            limit = f" limit {print_expr(statement.limit)}" if statement.limit is not None else ""
            return print_block(f"while {print_expr(statement.condition)}{limit}", statement.body)
        case _:
            return [_simple(statement)]


def _if(statement: ast.IfStmt) -> list[str]:
    lines: list[str] = []
    for condition, body in statement.branches:
        word = "if" if not lines else f"{lines.pop()} elif"
        lines += print_block(f"{word} {print_expr(condition)}", body)
    if statement.otherwise is not None:
        lines += print_block(f"{lines.pop()} else", statement.otherwise)
    return lines


def _simple(statement: _Simple) -> str:
    match statement:
        case ast.Require():
            return f"require {print_expr(statement.condition)}{print_failure(statement.failure)}"
        case ast.Ensure():
            return f"ensure {print_expr(statement.condition)}{print_failure(statement.failure)}"
        case ast.Let():
            type = f": {print_type(statement.type)}" if statement.type else ""
            return f"let {statement.name.name}{type} = {print_expr(statement.value)}"
        case ast.SetField():
            target = print_expr(statement.target, POSTFIX)
            return f"set {target} {statement.operator} {print_expr(statement.value)}"
        case ast.SetFields():
            target = print_expr(statement.target, POSTFIX)
            return f"set {target} {print_entries(statement.entries)}"
        case ast.Delete():
            return f"delete {print_expr(statement.target)}"
        case ast.Advance():
            return f"advance {print_expr(statement.by)}"
        case ast.Fail():
            return f"fail {print_expr(statement.failure)}"
        case ast.Reject():
            return f"reject {print_expr(statement.failure)}"
        case ast.Return():
            return "return" if statement.value is None else f"return {print_expr(statement.value)}"
        case ast.ExprStmt():
            return print_expr(statement.value)
        case ast.BadStmt():
            return "…"
        case _:
            assert_never(statement)
