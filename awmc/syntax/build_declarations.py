"""Declarations: from the rules of the grammar to nodes of the tree. See `build_expressions.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, cast

from awmc.source import Span
from awmc.syntax import ast
from awmc.syntax.build_statements import Clauses, Order, StatementBuilder
from awmc.syntax.tokens import Token

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of an environment or one section of a task, until all are there."""

    span: Span
    name: str
    value: object


class DeclarationBuilder(StatementBuilder):
    """Makes the nodes of declarations."""

    def make_module(self, span: Span, *declarations: ast.Decl) -> tuple[ast.Decl, ...]:
        return declarations

    # ------------------------------------------------------------ environment

    def make_environment(
        self, span: Span, name: Token, doc: ast.TextLiteral | None, *settings: Setting | None
    ) -> ast.EnvironmentDecl:
        given = self._once(settings, f"the environment `{name.text}`")
        return ast.EnvironmentDecl(
            span,
            self.ident(name),
            doc,
            clock=cast("ast.TimeLiteral | None", given.get("clock")),
            actor=cast("ast.Ident | None", given.get("actor")),
            policy=cast("ast.TextLiteral | None", given.get("policy")),
            seed=cast("ast.NumberLiteral | None", given.get("seed")),
        )

    def _once(self, settings: tuple[Setting | None, ...], place: str) -> dict[str, object]:
        """The values of settings that may stand once each."""
        given: dict[str, object] = {}
        first: dict[str, Span] = {}
        for setting in settings:
            if setting is None:
                continue
            if setting.name in first:
                labels = [(first[setting.name], "first given here")]
                self.sink.report(
                    "repeated-clause", setting.span, labels=labels, clause=setting.name, place=place
                )
                continue
            first[setting.name] = setting.span
            given[setting.name] = setting.value
        return given

    def make_clock(self, span: Span, token: Token) -> Setting:
        where = Span(self.path, token.start, token.end)
        value = self.make_datetime(where, token)
        return Setting(span, "clock", value if isinstance(value, ast.TimeLiteral) else None)

    def make_actor_type(self, span: Span, name: Token) -> Setting:
        return Setting(span, "actor", self.ident(name))

    def make_policy(self, span: Span, text: ast.TextLiteral) -> Setting:
        return Setting(span, "policy", text)

    def make_seed(self, span: Span, token: Token) -> Setting:
        where = Span(self.path, token.start, token.end)
        value = self.make_number(where, token)
        return Setting(span, "seed", value if isinstance(value, ast.NumberLiteral) else None)

    def make_use(self, span: Span, path: ast.TextLiteral) -> ast.UseDecl:
        return ast.UseDecl(span, path)

    # ------------------------------------------------------------ enums, records, entities

    def make_enum(
        self, span: Span, name: Token, doc: ast.TextLiteral | None, *members: ast.EnumMember
    ) -> ast.EnumDecl:
        return ast.EnumDecl(span, self.ident(name), doc, members)

    def make_member(
        self,
        span: Span,
        name: Token,
        spelling: ast.TextLiteral | None,
        doc: ast.TextLiteral | None,
    ) -> ast.EnumMember:
        return ast.EnumMember(span, self.field_name(name), spelling, doc)

    def make_record(
        self, span: Span, name: Token, doc: ast.TextLiteral | None, *fields: ast.FieldDecl | None
    ) -> ast.RecordDecl:
        kept = tuple(field for field in fields if field is not None)
        for field in kept:
            for modifier in field.modifiers:
                self.sink.report(
                    "misplaced-clause",
                    modifier.span,
                    clause=modifier.name,
                    place=f"the record `{name.text}`",
                    hint="a record is a value; only the fields of an entity have `key` and the like",
                )
        return ast.RecordDecl(span, self.ident(name), doc, kept)

    def make_entity(
        self, span: Span, name: Token, doc: ast.TextLiteral | None, *parts: ast.Member | None
    ) -> ast.EntityDecl:
        kept = tuple(part for part in parts if part is not None)
        return ast.EntityDecl(span, self.ident(name), doc, kept)

    def make_state(
        self, span: Span, name: Token, doc: ast.TextLiteral | None, *parts: ast.Member | None
    ) -> ast.EntityDecl:
        kept = tuple(part for part in parts if part is not None)
        return ast.EntityDecl(span, self.ident(name), doc, kept, state=True)

    def make_field(self, span: Span, *parts: object) -> ast.FieldDecl:
        *modifiers, name, type, alias, doc, default = parts
        return ast.FieldDecl(
            span,
            tuple(cast("list[ast.Ident]", modifiers)),
            self.field_name(cast("Token", name)),
            cast("ast.TypeExpr", type),
            cast("ast.TextLiteral | None", alias),
            cast("ast.Expr | None", default),
            cast("ast.TextLiteral | None", doc),
        )

    def make_field_doc_last(self, span: Span, *parts: object) -> ast.FieldDecl:
        *before, default, doc = parts
        return self.make_field(span, *before, doc, default)

    def make_modifier(self, span: Span, token: Token) -> ast.Ident:
        return self.ident(token)

    def make_has(
        self,
        span: Span,
        name: Token,
        type: ast.TypeExpr,
        by: Token | None,
        doc: ast.TextLiteral | None,
    ) -> ast.HasDecl:
        by_name = None if by is None else self.ident(by)
        return ast.HasDecl(span, self.field_name(name), type, by_name, doc)

    def make_derive(
        self,
        span: Span,
        hidden: bool | None,
        name: Token,
        type: ast.TypeExpr,
        doc: ast.TextLiteral | None,
        value: ast.Expr,
    ) -> ast.DeriveDecl:
        return ast.DeriveDecl(span, self.field_name(name), type, value, doc, bool(hidden))

    def make_derive_doc_last(
        self,
        span: Span,
        hidden: bool | None,
        name: Token,
        type: ast.TypeExpr,
        value: ast.Expr,
        doc: ast.TextLiteral,
    ) -> ast.DeriveDecl:
        return ast.DeriveDecl(span, self.field_name(name), type, value, doc, bool(hidden))

    def make_derive_untyped(
        self,
        span: Span,
        hidden: bool | None,
        name: Token,
        doc: ast.TextLiteral | None,
        value: ast.Expr,
    ) -> ast.DeriveDecl:
        return ast.DeriveDecl(span, self.field_name(name), None, value, doc, bool(hidden))

    def make_hidden(self, span: Span) -> bool:
        return True

    # ------------------------------------------------------------ rules

    def make_unique(
        self, span: Span, fields: tuple[ast.Ident, ...], failure: ast.Expr | None
    ) -> ast.UniqueRule:
        return ast.UniqueRule(span, fields, failure)

    def make_index(self, span: Span, fields: tuple[ast.Ident, ...]) -> ast.IndexRule:
        return ast.IndexRule(span, fields)

    def make_check(
        self, span: Span, condition: ast.Expr, failure: ast.Expr | None
    ) -> ast.CheckRule:
        return ast.CheckRule(span, condition, failure)

    def make_flow(self, span: Span, field: Token, *parts: object) -> ast.FlowRule:
        *arrows, failure = parts
        return ast.FlowRule(
            span,
            self.ident(field),
            tuple(cast("list[ast.FlowArrow]", arrows)),
            cast("ast.Expr | None", failure),
        )

    def make_arrow(self, span: Span, source: Token, *targets: Token) -> ast.FlowArrow:
        return ast.FlowArrow(span, self.ident(source), tuple(self.ident(name) for name in targets))

    def make_no_overlap(
        self,
        span: Span,
        fields: tuple[ast.Ident, ...],
        start: Token,
        end: Token,
        condition: ast.IfClause | None,
        failure: ast.Expr | None,
    ) -> ast.NoOverlapRule:
        held = None if condition is None else condition.condition
        return ast.NoOverlapRule(span, fields, self.ident(start), self.ident(end), held, failure)

    def make_visible(
        self, span: Span, condition: ast.Expr, failure: ast.Expr | None
    ) -> ast.VisibleRule:
        return ast.VisibleRule(span, condition, failure)

    def make_names(self, span: Span, *names: Token) -> tuple[ast.Ident, ...]:
        return tuple(self.ident(name) for name in names)

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

    make_private = make_by_user = make_ends = make_hidden

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
        given = self._once(once, f"the task `{name.text}`")
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


_REPEATABLE = ("answer", "may change")
