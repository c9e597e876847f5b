"""Statements as documents. See `print_expressions.py`."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from awmc.syntax import ast
from awmc.syntax.layout.document import NEW, SPACE, Doc, Group, Nest, braces, join
from awmc.syntax.print_expressions import (
    POSTFIX,
    lay_clauses,
    lay_entries,
    lay_expr,
)
from awmc.syntax.print_types import lay_type

_Compound: TypeAlias = ast.ForStmt | ast.IfStmt | ast.WhileStmt
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
"""The statements without a block."""


def lay_block(block: ast.Block, hard: bool = False) -> Doc:
    """`{ … }`: a line a statement, but one simple statement alone may stay between the braces."""
    return braces(
        join(NEW, [lay_statement(item) for item in block.statements]), hard or not _is_short(block)
    )


def _is_short(block: ast.Block) -> bool:
    statements = block.statements
    return not statements or (len(statements) == 1 and not isinstance(statements[0], _Compound))


def lay_failure(failure: ast.Expr | None) -> Doc:
    """` else F`, on the next line where it does not fit, or nothing."""
    return Nest((SPACE, "else ", lay_expr(failure))) if failure is not None else ""


def lay_statement(statement: ast.Stmt) -> Doc:
    """A statement."""
    match statement:
        case ast.ForStmt():
            clauses = lay_clauses(
                statement.clauses, statement.order, statement.limit, statement.offset
            )
            return Group((Nest(clauses), " ", _branch(statement.body)))
        case ast.IfStmt():
            return _if(statement)
        case ast.WhileStmt():
            limit: Doc = ""
            if statement.limit is not None:
                limit = Nest((SPACE, "limit ", lay_expr(statement.limit)))
            head = Group(("while ", lay_expr(statement.condition), limit))
            return Group((head, " ", _branch(statement.body)))
        case _:
            return _simple(statement)


def _if(statement: ast.IfStmt) -> Doc:
    """All branches on one line, or none."""
    blocks = [body for _, body in statement.branches]
    blocks += [statement.otherwise] if statement.otherwise is not None else []
    hard = not all(_is_short(block) for block in blocks)
    parts: list[Doc] = []
    for condition, body in statement.branches:
        parts += [" elif "] if parts else ["if "]
        parts += [lay_expr(condition), " ", _branch(body, hard)]
    if statement.otherwise is not None:
        parts += [" else ", _branch(statement.otherwise, hard)]
    return Group(tuple(parts))


def _branch(block: ast.Block, hard: bool = False) -> Doc:
    """The block of a compound statement, which breaks where the whole statement does."""
    group = lay_block(block, hard)
    return group.content if isinstance(group, Group) else group


def _simple(statement: _Simple) -> Doc:
    match statement:
        case ast.Require():
            condition = lay_expr(statement.condition)
            return Group(("require ", condition, lay_failure(statement.failure)))
        case ast.Ensure():
            condition = lay_expr(statement.condition)
            return Group(("ensure ", condition, lay_failure(statement.failure)))
        case ast.Let():
            type: Doc = (": ", lay_type(statement.type)) if statement.type else ""
            return "let ", statement.name.name, type, " = ", lay_expr(statement.value)
        case ast.SetField():
            target = lay_expr(statement.target, POSTFIX)
            return "set ", target, f" {statement.operator} ", lay_expr(statement.value)
        case ast.SetFields():
            target = lay_expr(statement.target, POSTFIX)
            return "set ", target, " ", lay_entries(statement.entries)
        case ast.Delete():
            return "delete ", lay_expr(statement.target)
        case ast.Advance():
            return "advance ", lay_expr(statement.by)
        case ast.Fail():
            return "fail ", lay_expr(statement.failure)
        case ast.Reject():
            return "reject ", lay_expr(statement.failure)
        case ast.Return():
            value = statement.value
            return "return" if value is None else ("return ", lay_expr(value))
        case ast.ExprStmt():
            return lay_expr(statement.value)
        case ast.BadStmt():
            return "…"
        case _:
            assert_never(statement)
