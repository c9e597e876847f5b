"""Types, clauses and expressions: from the rules of the grammar to nodes of the tree.

In: the values of a rule's right side, as `machine.py` picks them: tokens, nodes, None for what was left out. Out: a
node. A method `make_<rule>` for each rule; what the grammar lets through and the language does not is reported here.
"""

from __future__ import annotations

from typing import Literal as Choice
from typing import cast

from awmc.diagnostics.sink import Sink
from awmc.source import SourceFile, Span
from awmc.syntax import ast
from awmc.syntax.keywords import RESERVED
from awmc.syntax.literals import date_value, number_fault, time_value
from awmc.syntax.text_values import ParseExpression, TextReader
from awmc.syntax.tokens import MAX_NESTING, Token


class ExpressionBuilder:
    """Makes the nodes of expressions."""

    def __init__(self, file: SourceFile, sink: Sink, parse: ParseExpression):
        self.path = file.path
        self.file = file
        self.sink = sink
        self._texts = TextReader(file, sink, parse)

    def too_deep(self, span: Span) -> None:
        self.sink.report("too-deep", span, once=f"too-deep:{self.path}", limit=MAX_NESTING)

    def make_expression(self, span: Span, value: ast.Expr) -> ast.Expr:
        return value

    def ident(self, token: Token) -> ast.Ident:
        """The name that a token is, without the colon of a FIELD."""
        name = token.text.removesuffix(":")
        return ast.Ident(Span(self.path, token.start, token.start + len(name)), name)

    def binding(self, token: Token) -> ast.Ident:
        """The name of a variable, which an expression must be able to use."""
        return self._unreserved(token, RESERVED)

    def field_name(self, token: Token) -> ast.Ident:
        """The name of a field or a member; `row.match` can be read, although `match` alone cannot."""
        return self._unreserved(token, RESERVED - {"match"})

    def _unreserved(self, token: Token, reserved: frozenset[str]) -> ast.Ident:
        ident = self.ident(token)
        if ident.name in reserved:
            self.sink.report("reserved-word", ident.span, word=ident.name)
        return ident

    # ------------------------------------------------------------ types

    def make_named_type(
        self, span: Span, name: Token, first: Token | None = None, second: Token | None = None
    ) -> ast.NamedType:
        places = bounds = None
        for argument in (first, second):
            if argument is None:
                continue
            if argument.kinds == ("RANGE",):
                low, _, high = argument.text.partition("..")
                where = Span(self.path, argument.start, argument.end)
                bounds = ast.Bounds(where, low or None, high or None)
            else:
                places = self._places(argument)
        return ast.NamedType(span, name.text, places, bounds)

    def _places(self, token: Token) -> int | None:
        digits = token.text.replace("_", "")
        if digits.isdecimal() and len(digits) < 10:
            return int(digits)
        if not token.bad:
            where = Span(self.path, token.start, token.end)
            reason = "a whole number belongs here; limits are written `1..80`"
            self.sink.report("bad-number", where, text=token.text, reason=reason)
        return None

    def make_list_type(self, span: Span, item: ast.TypeExpr) -> ast.ListTypeExpr:
        return ast.ListTypeExpr(span, item)

    def make_optional_type(self, span: Span, item: ast.TypeExpr) -> ast.OptionalType:
        return ast.OptionalType(span, item)

    def make_map_type(self, span: Span, key: Token, value: ast.TypeExpr) -> ast.MapTypeExpr:
        ident = self.ident(key)
        return ast.MapTypeExpr(span, ast.NamedType(ident.span, ident.name), value)

    make_enum_map_type = make_map_type

    # ------------------------------------------------------------ clauses

    def make_clauses(
        self, span: Span, *clauses: ast.ForClause | ast.IfClause
    ) -> tuple[ast.ForClause | ast.IfClause, ...]:
        return clauses

    def make_for_clause(self, span: Span, *parts: Token | ast.Expr) -> ast.ForClause:
        *names, source = parts
        idents = tuple(self.binding(cast("Token", name)) for name in names)
        if len(idents) > 2:
            where = idents[0].span.to(idents[-1].span)
            self.sink.report("too-many-names", where, found=len(idents))
        return ast.ForClause(span, idents[:2], cast("ast.Expr", source))

    def make_if_clause(self, span: Span, condition: ast.Expr) -> ast.IfClause:
        return ast.IfClause(span, condition)

    def make_order(self, span: Span, *keys: ast.OrderKey) -> tuple[ast.OrderKey, ...]:
        return keys

    def make_order_key(self, span: Span, value: ast.Expr, descending: bool | None) -> ast.OrderKey:
        return ast.OrderKey(span, value, bool(descending))

    def make_descending(self, span: Span) -> bool:
        return True

    def make_ascending(self, span: Span) -> bool:
        return False

    # ------------------------------------------------------------ operators

    def make_if_else(
        self, span: Span, condition: ast.Expr, value: ast.Expr, *rest: object
    ) -> ast.IfExpr:
        *elifs, otherwise = rest
        branches = ((condition, value), *cast("list[tuple[ast.Expr, ast.Expr]]", elifs))
        return ast.IfExpr(span, branches, cast("ast.Expr", otherwise))

    def make_elif_then(
        self, span: Span, condition: ast.Expr, value: ast.Expr
    ) -> tuple[ast.Expr, ast.Expr]:
        return condition, value

    def make_match(self, span: Span, subject: ast.Expr, *rest: object) -> ast.MatchExpr:
        *arms, otherwise = rest
        return ast.MatchExpr(
            span,
            subject,
            tuple(cast("list[ast.MatchArm]", arms)),
            cast("ast.Expr | None", otherwise),
        )

    def make_match_otherwise(
        self, span: Span, subject: ast.Expr, otherwise: ast.Expr
    ) -> ast.MatchExpr:
        return ast.MatchExpr(span, subject, (), otherwise)

    def make_arm(self, span: Span, *values: ast.Expr) -> ast.MatchArm:
        return ast.MatchArm(span, values[:-1], values[-1])

    def make_or(self, span: Span, left: ast.Expr, right: ast.Expr) -> ast.Binary:
        return ast.Binary(span, "or", left, right)

    def make_and(self, span: Span, left: ast.Expr, right: ast.Expr) -> ast.Binary:
        return ast.Binary(span, "and", left, right)

    def make_coalesce(self, span: Span, left: ast.Expr, right: ast.Expr) -> ast.Binary:
        return ast.Binary(span, "??", left, right)

    def make_not(self, span: Span, operand: ast.Expr) -> ast.Unary:
        return ast.Unary(span, "not", operand)

    def make_negative(self, span: Span, operand: ast.Expr) -> ast.Unary:
        return ast.Unary(span, "-", operand)

    def make_binary(self, span: Span, left: ast.Expr, sign: str, right: ast.Expr) -> ast.Binary:
        return ast.Binary(span, cast('Choice["+", "-", "*", "/", "//", "%"]', sign), left, right)

    def make_sum_sign(self, span: Span, sign: Token) -> str:
        return sign.text

    make_product_sign = make_sum_sign

    def make_comparison(self, span: Span, *words: Token) -> str:
        return " ".join(word.text for word in words)

    def make_compare(self, span: Span, first: ast.Expr, *rest: object) -> ast.Compare:
        pairs = zip(rest[::2], rest[1::2], strict=True)
        return ast.Compare(span, first, tuple(cast("list[tuple[ast.Comparison, ast.Expr]]", pairs)))

    # ------------------------------------------------------------ postfix

    def make_any_name(self, span: Span, name: Token) -> ast.Ident:
        return self.ident(name)

    def make_attribute(self, span: Span, value: ast.Expr, name: ast.Ident) -> ast.Attribute:
        return ast.Attribute(span, value, name)

    def make_maybe(self, span: Span, value: ast.Expr) -> ast.Maybe:
        return ast.Maybe(span, value)

    def make_subscript(self, span: Span, value: ast.Expr, index: ast.Expr) -> ast.Index:
        return ast.Index(span, value, index)

    def make_slice(
        self, span: Span, value: ast.Expr, low: ast.Expr | None, high: ast.Expr | None
    ) -> ast.Slice:
        return ast.Slice(span, value, low, high)

    def make_projection(
        self, span: Span, value: ast.Expr, items: tuple[ast.ProjectItem, ...]
    ) -> ast.Projection:
        return ast.Projection(span, value, items)

    def make_project(self, span: Span, *items: ast.ProjectItem | None) -> tuple[object, ...]:
        return tuple(item for item in items if item is not None)

    def make_project_all(self, span: Span) -> ast.ProjectStar:
        return ast.ProjectStar(span)

    def make_project_drop(self, span: Span, name: Token) -> ast.ProjectDrop:
        return ast.ProjectDrop(span, self.ident(name))

    def make_question(self, span: Span) -> bool:
        return True

    def make_project_path(
        self, span: Span, value: ast.Expr, optional: bool | None, alias: ast.TextLiteral | None
    ) -> ast.ProjectItem:
        return ast.ProjectItem(span, None, value, bool(optional), alias)

    def make_project_named(
        self, span: Span, name: Token, value: ast.Expr, alias: ast.TextLiteral | None
    ) -> ast.ProjectItem:
        return ast.ProjectItem(span, self.ident(name), value, False, alias)

    def make_project_maybe(
        self,
        span: Span,
        path: ast.Expr,
        optional: bool,
        value: ast.Expr,
        alias: ast.TextLiteral | None,
    ) -> ast.ProjectItem:
        if not isinstance(path, ast.Name):
            self.sink.report(
                "unexpected-token",
                path.span,
                expected="a name before `?:`",
                found=f"`{self.file.slice(path.span)}`",
                hint="",
            )
        name = path.name if isinstance(path, ast.Name) else ""
        return ast.ProjectItem(span, ast.Ident(path.span, name), value, True, alias)

    # ------------------------------------------------------------ operands

    def make_number(self, span: Span, token: Token) -> ast.Expr:
        if token.bad:
            return ast.BadExpr(span)
        value = token.text.replace("_", "")
        reason = number_fault(value)
        if reason is not None:
            self.sink.report("bad-number", span, text=token.text, reason=reason)
            return ast.BadExpr(span)
        return ast.NumberLiteral(span, value)

    def make_true(self, span: Span) -> ast.BoolLiteral:
        return ast.BoolLiteral(span, True)

    def make_false(self, span: Span) -> ast.BoolLiteral:
        return ast.BoolLiteral(span, False)

    def make_none(self, span: Span) -> ast.NoneLiteral:
        return ast.NoneLiteral(span)

    def make_date(self, span: Span, token: Token) -> ast.Expr:
        value = date_value(token.text, span, self.sink)
        return ast.BadExpr(span) if value is None else ast.TimeLiteral(span, "date", value)

    def make_time(self, span: Span, token: Token) -> ast.Expr:
        if token.bad:
            return ast.BadExpr(span)
        value = time_value(token.text, span, self.sink)
        return ast.BadExpr(span) if value is None else ast.TimeLiteral(span, "time", value)

    def make_datetime(self, span: Span, token: Token) -> ast.Expr:
        value = date_value(token.text, span, self.sink)
        return ast.BadExpr(span) if value is None else ast.TimeLiteral(span, "datetime", value)

    def make_name(self, span: Span, token: Token) -> ast.Name:
        return ast.Name(span, token.text)

    def make_text(self, span: Span, token: Token) -> ast.TextLiteral:
        return self._texts.text(token)

    def make_doc(self, span: Span, token: Token) -> ast.TextLiteral:
        return self._texts.doc(token)

    def make_list(self, span: Span, *items: ast.Expr | None) -> ast.ListExpr:
        return ast.ListExpr(span, tuple(item for item in items if item is not None))

    def make_list_comprehension(
        self, span: Span, comprehension: ast.Comprehension
    ) -> ast.ListComprehension:
        return ast.ListComprehension(span, comprehension)

    def make_comprehension(self, span: Span, *parts: object) -> ast.Comprehension:
        *items, clauses, order, limit, offset = parts
        if len(items) > 2:
            self.sink.report(
                "unexpected-token",
                cast("ast.Expr", items[2]).span,
                expected="`for` after one value, or after two in `map` and `group`",
                found="a third value",
                hint="",
            )
        return ast.Comprehension(
            span,
            tuple(cast("list[ast.Expr]", items))[:2],
            cast("tuple[ast.ForClause | ast.IfClause, ...]", clauses),
            cast("tuple[ast.OrderKey, ...]", order or ()),
            cast("ast.Expr | None", limit),
            cast("ast.Expr | None", offset),
        )

    def make_arguments(
        self, span: Span, *values: ast.Expr | ast.Argument
    ) -> tuple[ast.Argument, ...]:
        return tuple(
            value if isinstance(value, ast.Argument) else ast.Argument(value.span, None, value)
            for value in values
        )

    def make_argument(self, span: Span, name: Token, value: ast.Expr) -> ast.Argument:
        return ast.Argument(span, self.ident(name), value)

    def make_call(
        self,
        span: Span,
        function: ast.Ident,
        arguments: tuple[ast.Argument, ...] | ast.Comprehension | None,
    ) -> ast.Call:
        if isinstance(arguments, ast.Comprehension):
            return ast.Call(span, function, (), arguments)
        return ast.Call(span, function, arguments or ())

    # ------------------------------------------------------------ objects

    def make_object(self, span: Span, entries: tuple[ast.Entry, ...]) -> ast.ObjectExpr:
        return ast.ObjectExpr(span, entries)

    def make_create(
        self, span: Span, entity: Token, entries: tuple[ast.Entry, ...]
    ) -> ast.CreateExpr:
        return ast.CreateExpr(span, self.ident(entity), entries)

    def make_entries(self, span: Span, *entries: ast.Entry | None) -> tuple[ast.Entry, ...]:
        return tuple(entry for entry in entries if entry is not None)

    def make_entry(self, span: Span, key: Token, value: ast.Expr) -> ast.Entry:
        return ast.Entry(span, self.ident(key), value)

    def make_short_entry(self, span: Span, key: Token) -> ast.Entry:
        return ast.Entry(span, self.ident(key), None)

    def make_maybe_entry(self, span: Span, key: Token, value: ast.Expr | None) -> ast.Entry:
        return ast.Entry(span, self.ident(key), value, optional=True)

    def make_text_entry(self, span: Span, key: ast.TextLiteral, value: ast.Expr) -> ast.Entry:
        return ast.Entry(span, ast.Ident(key.span, key.plain or ""), value, key_text=key)
