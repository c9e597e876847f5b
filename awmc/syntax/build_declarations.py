"""Functions, tools, data and tasks: from rules to nodes. See `build_expressions.py`.

`DeclarationBuilder` is the whole builder: the modules that it builds on are those of entities, statements, expressions.
"""

from __future__ import annotations

from typing import cast

from awmc.source import Span
from awmc.syntax import ast
from awmc.syntax.build_entities import EntityBuilder, Setting
from awmc.syntax.build_statements import Clauses, Order
from awmc.syntax.tokens import Token

_REPEATABLE = ("answer", "may change")
"""The sections of a task that may stand more than once."""


class DeclarationBuilder(EntityBuilder):
    """Makes the nodes of a whole file."""

    def make_module(self, span: Span, *declarations: ast.Decl) -> tuple[ast.Decl, ...]:
        return declarations

    # ------------------------------------------------------------ functions

    def make_params(self, span: Span, *params: ast.ParamDecl | None) -> tuple[ast.ParamDecl, ...]:
        return tuple(param for param in params if param is not None)

    def make_param(
        self,
        span: Span,
        name: Token,
        type: ast.TypeExpr,
        alias: ast.TextLiteral | None,
        doc: ast.TextLiteral | None,
        default: ast.Expr | None,
        failure: ast.Expr | None,
    ) -> ast.ParamDecl:
        return ast.ParamDecl(span, self.binding(name), type, alias, default, doc, failure)

    def make_param_doc_last(
        self,
        span: Span,
        name: Token,
        type: ast.TypeExpr,
        alias: ast.TextLiteral | None,
        default: ast.Expr,
        doc: ast.TextLiteral,
        failure: ast.Expr | None,
    ) -> ast.ParamDecl:
        return ast.ParamDecl(span, self.binding(name), type, alias, default, doc, failure)

    def make_error(
        self,
        span: Span,
        name: Token,
        params: tuple[ast.ParamDecl, ...] | None,
        message: ast.TextLiteral,
    ) -> ast.ErrorDecl:
        return ast.ErrorDecl(span, self.ident(name), params or (), message)

    def make_invariant(
        self, span: Span, name: Token, doc: ast.TextLiteral | None, condition: ast.Expr
    ) -> ast.InvariantDecl:
        return ast.InvariantDecl(span, self.ident(name), doc, condition)

    def make_def(
        self,
        span: Span,
        name: Token,
        params: tuple[ast.ParamDecl, ...],
        result: ast.TypeExpr | None,
        doc: ast.TextLiteral | None,
        value: ast.Expr,
    ) -> ast.DefDecl:
        return ast.DefDecl(span, self.ident(name), params, result, doc, value)

    def make_extern(
        self,
        span: Span,
        name: Token,
        params: tuple[ast.ParamDecl, ...],
        result: ast.TypeExpr,
        source: ast.TextLiteral,
        doc: ast.TextLiteral | None,
    ) -> ast.ExternDecl:
        return ast.ExternDecl(span, self.ident(name), params, result, source, doc)

    def make_view(
        self,
        span: Span,
        name: Token,
        doc: ast.TextLiteral | None,
        entity: Token,
        items: tuple[ast.ProjectItem, ...],
    ) -> ast.ViewDecl:
        row = self.ident(entity)
        value = ast.Name(row.span, row.name)
        projection = ast.Projection(Span(self.path, row.span.start, span.end), value, items)
        return ast.ViewDecl(span, self.ident(name), doc, row, projection)

    def make_tool(
        self,
        span: Span,
        private: bool | None,
        name: Token,
        params: tuple[ast.ParamDecl, ...],
        result: ast.TypeExpr | None,
        by_user: bool | None,
        ends: bool | None,
        doc: ast.TextLiteral | None,
        body: ast.Block,
    ) -> ast.ToolDecl:
        return ast.ToolDecl(
            span,
            self.ident(name),
            params,
            result,
            doc,
            body,
            bool(private),
            bool(by_user),
            bool(ends),
        )

    make_private = make_by_user = make_ends = EntityBuilder.make_hidden

    def make_on_call(self, span: Span, body: ast.Block) -> ast.OnDecl:
        return ast.OnDecl(span, "call", body)

    def make_on_clock(self, span: Span, body: ast.Block) -> ast.OnDecl:
        return ast.OnDecl(span, "clock", body)

    # ------------------------------------------------------------ data

    def make_data_table(
        self,
        span: Span,
        entity: Token,
        columns: tuple[ast.Ident, ...],
        *rows: ast.DataRow | None,
    ) -> ast.DataTable:
        kept = tuple(row for row in rows if row is not None)
        return ast.DataTable(span, self.ident(entity), columns, kept)

    def make_row(self, span: Span, *cells: ast.Expr) -> ast.DataRow:
        return ast.DataRow(span, cells)

    def make_data_file(
        self,
        span: Span,
        entity: Token,
        columns: tuple[ast.Ident, ...] | None,
        path: ast.TextLiteral,
    ) -> ast.DataFile:
        return ast.DataFile(span, self.ident(entity), columns or (), path)

    def make_data_rows(
        self,
        span: Span,
        entity: Token,
        clauses: Clauses | None,
        order: Order | None,
        limit: ast.Expr | None,
        offset: ast.Expr | None,
        entries: tuple[ast.Entry, ...],
    ) -> ast.DataFor:
        return ast.DataFor(
            span, self.ident(entity), clauses or (), order or (), limit, offset, entries
        )

    # ------------------------------------------------------------ tasks

    def make_task(
        self,
        span: Span,
        name: Token,
        doc: ast.TextLiteral | None,
        clauses: Clauses | None,
        order: Order | None,
        limit: ast.Expr | None,
        offset: ast.Expr | None,
        *sections: Setting | None,
    ) -> ast.TaskDecl:
        many = [item for item in sections if item is not None and item.name in _REPEATABLE]
        once = tuple(item for item in sections if item is not None and item.name not in _REPEATABLE)
        given = self.once(once, f"the task `{name.text}`")
        return ast.TaskDecl(
            span,
            self.ident(name),
            doc,
            clauses or (),
            order or (),
            limit,
            offset,
            actor=cast("ast.Expr | None", given.get("actor")),
            instruction=cast("ast.TextLiteral | None", given.get("instruction")),
            user=cast("ast.TextLiteral | None", given.get("user")),
            given=cast("ast.Block | None", given.get("given")),
            solution=cast("ast.Block | None", given.get("solution")),
            goal=cast("ast.Block | None", given.get("goal")),
            answers=tuple(cast("ast.Expr", item.value) for item in many if item.name == "answer"),
            call_limit=cast("ast.Expr | None", given.get("limit calls")),
            may_change=tuple(
                cast("ast.MayChange", item.value) for item in many if item.name == "may change"
            ),
        )

    def make_actor(self, span: Span, value: ast.Expr) -> Setting:
        return Setting(span, "actor", value)

    def make_instruction(self, span: Span, text: ast.TextLiteral) -> Setting:
        return Setting(span, "instruction", text)

    def make_user(self, span: Span, text: ast.TextLiteral) -> Setting:
        return Setting(span, "user", text)

    def make_given(self, span: Span, block: ast.Block) -> Setting:
        return Setting(span, "given", block)

    def make_solution(self, span: Span, block: ast.Block) -> Setting:
        return Setting(span, "solution", block)

    def make_goal(self, span: Span, block: ast.Block) -> Setting:
        return Setting(span, "goal", block)

    def make_answer(self, span: Span, value: ast.Expr) -> Setting:
        return Setting(span, "answer", value)

    def make_call_limit(self, span: Span, value: ast.Expr) -> Setting:
        return Setting(span, "limit calls", value)

    def make_may_change(self, span: Span, entity: Token, field: Token | None) -> Setting:
        name = None if field is None else self.ident(field)
        return Setting(span, "may change", ast.MayChange(span, self.ident(entity), name))
