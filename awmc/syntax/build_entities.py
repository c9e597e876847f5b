"""The environment, enums, records and entities: from rules to nodes. See `build_expressions.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from awmc.diagnostics.model import Applicability, Edit, Fix
from awmc.source import Span
from awmc.syntax import ast
from awmc.syntax.build_statements import StatementBuilder
from awmc.syntax.tokens import Token


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of an environment or one section of a task, until all are there."""

    span: Span
    name: str
    value: object


class EntityBuilder(StatementBuilder):
    """Makes the nodes of what the data are."""

    # ------------------------------------------------------------ environment

    def make_environment(
        self, span: Span, name: Token, doc: ast.TextLiteral | None, *settings: Setting | None
    ) -> ast.EnvironmentDecl:
        given = self.once(settings, f"the environment `{name.text}`")
        return ast.EnvironmentDecl(
            span,
            self.ident(name),
            doc,
            clock=cast("ast.TimeLiteral | None", given.get("clock")),
            actor=cast("ast.Ident | None", given.get("actor")),
            policy=cast("ast.TextLiteral | None", given.get("policy")),
            seed=cast("ast.NumberLiteral | None", given.get("seed")),
        )

    def once(self, settings: tuple[Setting | None, ...], place: str) -> dict[str, object]:
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
        self, span: Span, name: Token, doc: ast.TextLiteral | None, *members: ast.EnumMember | None
    ) -> ast.EnumDecl:
        sound = tuple(member for member in members if member is not None)
        return ast.EnumDecl(span, self.ident(name), doc, sound)

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
        return ast.HasDecl(span, self.field_name(name), self._listed(type), by_name, doc)

    def _listed(self, type: ast.TypeExpr) -> ast.TypeExpr:
        """The type of a `has` list; `has leases: Lease` lacks only its brackets."""
        if not isinstance(type, ast.NamedType):
            return type
        text = f"[{type.name}]"
        edit = Edit(span=type.span, text=text)
        fix = Fix(title=f"write `{text}`", applicability=Applicability.safe, edits=(edit,))
        found = f"`{type.name}` here"
        self.sink.report("foreign-spelling", type.span, fix=fix, found=found, wanted=f"`{text}`")
        return ast.ListTypeExpr(type.span, type)

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
