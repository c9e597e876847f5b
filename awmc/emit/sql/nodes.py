"""SQL expressions as sqlglot trees: the few shapes that lowering builds, bracketed where SQLite's precedence asks for it, and their printing.

Guaranteed: what `render` prints parses back to the tree; names are quoted exactly where they are reserved; functions keep the case
they were given. A node belongs to one parent: `copy()` one that is used again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar
from typing import cast as typed

from sqlglot import exp
from sqlglot.generators.sqlite import SQLiteGenerator

from awmc.emit.sql.identifiers import is_reserved, literal

Node = exp.Expression
_WIDTH = 90
"""A statement that fits within so many characters stands on one line."""

_COMPARISONS: dict[str, type[exp.Binary]] = {
    "==": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
_ARITHMETIC: dict[str, type[exp.Binary]] = {
    "+": exp.Add,
    "-": exp.Sub,
    "*": exp.Mul,
    "/": exp.Div,
    "||": exp.DPipe,
}


class JsonPairs(exp.Expression):
    """`json_object('k', v, …)`, printed a pair a line."""

    arg_types: ClassVar = {"expressions": True}


class Sorted(exp.Expression):
    """`+x` as an order key: no index gives this order, so SQLite looks at every row before the first comes out."""

    arg_types: ClassVar = {"this": True}


class Unindexed(exp.Expression):
    """A table that is gone through in the order of its rowids."""

    arg_types: ClassVar = {"this": True}


_LINE_BREAK = "\0"
"""Stands for a line break within a literal while lines are indented; no literal holds it."""


class Raw(exp.Expression):
    """A literal that is printed as it is; made by `identifiers.literal` only."""

    arg_types: ClassVar = {"this": True}


def _json_pairs(printer: Any, expression: JsonPairs) -> str:
    flat = [printer.sql(item) for item in expression.expressions]
    pairs = [f"{key}, {value}" for key, value in zip(flat[::2], flat[1::2], strict=True)]
    if printer.pretty and (printer.too_wide(pairs) or any("\n" in pair for pair in pairs)):
        body = printer.indent("\n" + ",\n".join(pairs) + "\n", skip_first=True, skip_last=True)
        return f"json_object({body})"
    return f"json_object({', '.join(pairs)})"


def _raw(printer: Any, expression: Raw) -> str:
    text = str(expression.this)
    return text.replace("\n", _LINE_BREAK) if printer.pretty else text


def _sorted(printer: Any, expression: Sorted) -> str:
    return f"+{printer.sql(expression, 'this')}"


def _unindexed(printer: Any, expression: Unindexed) -> str:
    return f"{printer.sql(expression, 'this')} NOT INDEXED"


class _Printer(SQLiteGenerator):
    TRANSFORMS: ClassVar = {
        **{kind: way for kind, way in SQLiteGenerator.TRANSFORMS.items() if kind is not exp.Select},
        # lowering makes no SELECT that sqlglot would have to rewrite for SQLite
        JsonPairs: _json_pairs,
        Raw: _raw,
        Sorted: _sorted,
        Unindexed: _unindexed,
    }

    def not_sql(self, expression: exp.Not) -> str:
        inner = expression.this
        if isinstance(inner, exp.Is):
            return f"{self.sql(inner, 'this')} IS NOT {self.sql(inner, 'expression')}"
        if isinstance(inner, exp.In):
            return _not_in(self, inner)
        return str(super().not_sql(expression))

    def paren_sql(self, expression: exp.Paren) -> str:
        inner = self.sql(expression, "this")
        return str(super().paren_sql(expression)) if "\n" in inner else f"({inner})"


def _not_in(printer: _Printer, inner: exp.In) -> str:
    query = inner.args.get("query")
    items = printer.sql(query) if query else f"({printer.expressions(inner, flat=True)})"
    return f"{printer.sql(inner, 'this')} NOT IN {items}"


def render(node: Node) -> str:
    """The statement as text: on one line if it fits, else one clause a line. The node is used up."""
    if _least_width(node) <= _WIDTH:
        short = render_inline(node)
        if len(short) <= _WIDTH and "\n" not in short:
            return short
    return _printed(node, pretty=True, copy=False)


def _least_width(node: Node) -> int:
    """Characters that the statement takes at least: those of its names and literals."""
    named = node.find_all(exp.Identifier, Raw, exp.Anonymous)
    return sum(len(part.name) for part in named)


def render_inline(node: Node) -> str:
    """An expression as text on one line."""
    return _printed(node, pretty=False)


def _printed(node: Node, pretty: bool, copy: bool = True) -> str:
    printer = _Printer(dialect="sqlite", normalize_functions=False, pretty=pretty, comments=False)
    return str(printer.generate(node, copy=copy)).replace(_LINE_BREAK, "\n")


def ident(name: str) -> exp.Identifier:
    return exp.Identifier(this=name, quoted=is_reserved(name))


def column(name: str, table: str | None = None) -> exp.Column:
    return exp.Column(this=ident(name), table=ident(table) if table else None)


def param(name: str) -> Node:
    return exp.Placeholder(this=name)


def const(value: bool | int | float | str | None) -> Node:
    return Raw(this=literal(value))


def call(name: str, *args: Node) -> Node:
    return exp.Anonymous(this=name, expressions=list(args))


def json_object(pairs: Sequence[tuple[str, Node]]) -> Node:
    return JsonPairs(expressions=[part for key, value in pairs for part in (const(key), value)])


def is_null(node: Node) -> Node:
    return exp.Is(this=_operand(node), expression=exp.Null())


def not_null(node: Node) -> Node:
    return exp.Not(this=is_null(node))


def same(left: Node, right: Node) -> Node:
    """`left IS right`."""
    return exp.Is(this=_operand(left), expression=_operand(right))


def compare(op: str, left: Node, right: Node) -> Node:
    return _binary(_COMPARISONS[op], _operand(left), _operand(right))


def arithmetic(op: str, left: Node, right: Node) -> Node:
    kind = _ARITHMETIC[op]
    chain = op in ("+", "||") and isinstance(left, kind)
    return _binary(kind, left if chain else _factor(left), _factor(right))


def remainder(left: Node, right: Node) -> Node:
    return exp.Mod(this=_factor(left), expression=_factor(right))


def negative(node: Node) -> Node:
    return exp.Neg(this=_factor(node))


def one_of(item: Node, items: Iterable[Node]) -> Node:
    return exp.In(this=_operand(item), expressions=list(items))


def in_query(item: Node, query: exp.Select) -> Node:
    return exp.In(this=_operand(item), query=exp.Subquery(this=query))


def not_(node: Node) -> Node:
    """The negation, pushed into what can take it."""
    match node:
        case exp.Not():
            return _bare(node.this)
        case Raw() if node.this in ("0", "1"):
            return const(node.this == "0")
        case exp.EQ():
            return exp.NEQ(this=node.this, expression=node.expression)
        case exp.NEQ():
            return exp.EQ(this=node.this, expression=node.expression)
        case (
            exp.Is() | exp.In() | exp.Exists() | exp.Column() | exp.Anonymous() | exp.Placeholder()
        ):
            return exp.Not(this=node)
        case _:
            return exp.Not(this=_paren(node))


def and_(items: Iterable[Node]) -> Node:
    """All of them; 1 of nothing."""
    found = [item for item in items if not _is_literal(item, "1")]
    if not found:
        return const(True)
    result, *rest = [_paren(item) if isinstance(item, exp.Or) else item for item in found]
    for item in rest:
        result = exp.And(this=result, expression=item)
    return result


def or_(items: Iterable[Node]) -> Node:
    """One of them; 0 of nothing."""
    found = [item for item in items if not _is_literal(item, "0")]
    if not found:
        return const(False)
    result, *rest = [_paren(item) if isinstance(item, exp.And) else item for item in found]
    for item in rest:
        result = exp.Or(this=result, expression=item)
    return result


def chain(items: Sequence[Node]) -> Node:
    """All of them, each evaluated only where those before it hold: SQLite may evaluate the sides of AND in any order."""
    *before, node = items
    plain = [item for item in before if not _is_literal(item, "1")]
    for item in reversed(plain):
        node = case([(item, node)], const(False))
    return node


def case(
    branches: Sequence[tuple[Node, Node]], otherwise: Node | None, subject: Node | None = None
) -> Node:
    ifs = [exp.If(this=condition, true=value) for condition, value in branches]
    return exp.Case(this=subject, ifs=ifs, default=otherwise)


def cast(node: Node, type_: str) -> Node:
    return exp.Cast(this=node, to=exp.DataType(this=exp.DataType.Type(type_)))


def exists(query: exp.Select) -> Node:
    return exp.Exists(this=query)


def subquery(query: exp.Select) -> Node:
    return exp.Subquery(this=query)


def table(name: str, alias: str) -> Node:
    return exp.Table(this=ident(name), alias=_alias(name, alias))


def table_function(function: Node, alias: str) -> Node:
    return exp.Table(this=function, alias=exp.TableAlias(this=ident(alias)))


def derived(query: exp.Select, alias: str) -> Node:
    return exp.Subquery(this=query, alias=exp.TableAlias(this=ident(alias)))


def with_recursive(query: exp.Select, name: str, body: exp.Union) -> exp.Select:
    """`WITH RECURSIVE name AS (body) query`."""
    table = exp.CTE(this=body, alias=exp.TableAlias(this=ident(name)))
    query.set("with_", exp.With(expressions=[table], recursive=True))
    return query


def materialized(name: str, query: exp.Select) -> exp.CTE:
    """`name AS MATERIALIZED (query)`, for `WITH`."""
    return exp.CTE(this=query, alias=exp.TableAlias(this=ident(name)), materialized=True)


def aliased(node: Node, name: str) -> Node:
    """`node AS name`, or the node alone where it is a column of that name."""
    if isinstance(node, exp.Column) and node.name == name:
        return node
    return exp.Alias(this=node, alias=ident(name))


def ordered(node: Node, descending: bool = False) -> Node:
    return exp.Ordered(this=node, desc=descending or None, nulls_first=not descending)


def _binary(kind: type[exp.Binary], left: Node, right: Node) -> Node:
    # typed: SQLite's own division, without the casts that other dialects would need
    flags = {"typed": True, "safe": True} if kind is exp.Div else {}
    return typed("Node", kind(this=left, expression=right, **flags))


def sorted_(term: Node) -> Node:
    """An order term that no index can serve."""
    if isinstance(term, exp.Ordered):
        term.set("this", Sorted(this=_factor(term.this)))
    return term


def _alias(name: str, alias: str) -> Any:
    return None if name == alias else exp.TableAlias(this=ident(alias))


def _is_literal(node: Node, text: str) -> bool:
    return isinstance(node, Raw) and node.this == text


def _paren(node: Node) -> Node:
    return exp.Paren(this=node)


def _bare(node: Node) -> Node:
    inner: Node = node.this if isinstance(node, exp.Paren) else node
    return inner


def _operand(node: Node) -> Node:
    """A side of a comparison."""
    compound = exp.Connector | exp.Not | exp.Predicate | exp.Is
    plain = isinstance(node, exp.Exists)
    return _paren(node) if isinstance(node, compound) and not plain else node


def _factor(node: Node) -> Node:
    """A side of an arithmetic operator."""
    compound = exp.Binary | exp.Not | exp.Predicate | exp.Neg
    plain = isinstance(node, exp.Exists)
    return _paren(node) if isinstance(node, compound) and not plain else node


def has_call_without_columns(node: Node) -> bool:
    """Whether it calls a function of the runtime's with constants and parameters alone."""
    calls = node.find_all(exp.Anonymous)
    return any(call.name.startswith("awm_") and call.find(exp.Column) is None for call in calls)


def argument_of(node: Node, function: str) -> Node | None:
    """The argument of a call of that function; None of anything else."""
    if isinstance(node, exp.Anonymous) and node.name == function:
        argument: Node = node.expressions[0]
        return argument
    return None
