"""Statements: from the rules of the grammar to nodes of the tree. See `build_expressions.py`."""

from __future__ import annotations

from typing import Literal as Choice
from typing import cast

from awmc.source import Span
from awmc.syntax import ast
from awmc.syntax.build_expressions import ExpressionBuilder
from awmc.syntax.tokens import MAX_NESTING, Token

Clauses = tuple[ast.ForClause | ast.IfClause, ...]
Order = tuple[ast.OrderKey, ...]


class StatementBuilder(ExpressionBuilder):
    """Makes the nodes of statements."""

    def make_block(self, span: Span, *statements: ast.Stmt | None) -> ast.Block:
        return ast.Block(span, tuple(item for item in statements if item is not None))

    def make_require(
        self, span: Span, condition: ast.Expr, failure: ast.Expr | None
    ) -> ast.Require:
        return ast.Require(span, condition, failure)

    def make_failure(
        self,
        span: Span,
        name: Token,
        arguments: tuple[ast.Argument, ...] | ast.Comprehension | None,
    ) -> ast.Call:
        return self.make_call(span, self.ident(name), arguments)

    def make_let(self, span: Span, name: Token, value: ast.Expr) -> ast.Let:
        return ast.Let(span, self.binding(name), None, value)

    def make_typed_let(
        self, span: Span, name: Token, type: ast.TypeExpr, value: ast.Expr
    ) -> ast.Let:
        return ast.Let(span, self.binding(name), type, value)

    def make_set_field(
        self, span: Span, target: ast.Expr, operator: str, value: ast.Expr
    ) -> ast.SetField:
        return ast.SetField(span, target, cast('Choice["=", "+=", "-=", "*="]', operator), value)

    def make_assign(self, span: Span, sign: Token) -> str:
        return sign.text

    def make_set_fields(
        self, span: Span, target: ast.Expr, entries: tuple[ast.Entry, ...]
    ) -> ast.SetFields:
        return ast.SetFields(span, target, entries)

    def make_delete(self, span: Span, target: ast.Expr) -> ast.Delete:
        return ast.Delete(span, target)

    def make_for(
        self,
        span: Span,
        clauses: Clauses,
        order: Order | None,
        limit: ast.Expr | None,
        offset: ast.Expr | None,
        body: ast.Block,
    ) -> ast.ForStmt:
        return ast.ForStmt(span, clauses, order or (), limit, offset, body)

    def make_if(
        self, span: Span, condition: ast.Expr, body: ast.Block, *rest: object
    ) -> ast.IfStmt:
        *elifs, otherwise = rest
        if len(elifs) > MAX_NESTING:  # Python's parser takes each as a level
            self.too_deep(span)
        branches = ((condition, body), *cast("list[tuple[ast.Expr, ast.Block]]", elifs))
        return ast.IfStmt(span, branches, cast("ast.Block | None", otherwise))

    def make_elif(
        self, span: Span, condition: ast.Expr, body: ast.Block
    ) -> tuple[ast.Expr, ast.Block]:
        return condition, body

    def make_while(
        self, span: Span, condition: ast.Expr, limit: ast.Expr, body: ast.Block
    ) -> ast.WhileStmt:
        # A limit that the parser put in has no place in the text.
        written = limit.span.end > limit.span.start
        return ast.WhileStmt(span, condition, limit if written else None, body)

    def make_call_tool(
        self,
        span: Span,
        tool: Token,
        arguments: tuple[ast.Argument, ...] | ast.Comprehension | None,
    ) -> ast.ToolCallExpr:
        given = () if isinstance(arguments, ast.Comprehension) else arguments or ()
        if isinstance(arguments, ast.Comprehension):
            example = f"call {tool.text}(name = {self.file.slice(arguments.span)})"
            self.sink.report("positional-argument", arguments.span, tool=tool.text, example=example)
        return ast.ToolCallExpr(span, self.ident(tool), given)

    def make_advance(self, span: Span, by: ast.Expr) -> ast.Advance:
        return ast.Advance(span, by)

    def make_fail(self, span: Span, failure: ast.Expr) -> ast.Fail:
        return ast.Fail(span, failure)

    def make_reject(self, span: Span, failure: ast.Expr) -> ast.Reject:
        return ast.Reject(span, failure)

    def make_ensure(self, span: Span, condition: ast.Expr, failure: ast.Expr | None) -> ast.Ensure:
        return ast.Ensure(span, condition, failure)

    def make_return(self, span: Span, value: ast.Expr) -> ast.Return:
        return ast.Return(span, value)

    def make_return_nothing(self, span: Span) -> ast.Return:
        return ast.Return(span, None)

    def make_expression_statement(self, span: Span, value: ast.Expr) -> ast.ExprStmt:
        return ast.ExprStmt(span, value)
