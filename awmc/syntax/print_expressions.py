"""Expressions as documents: their canonical spelling, and where they may break.

In: nodes. Out: documents. Guaranteed: no more parentheses than are needed, but around `and` within `or`; parsing the text gives an equal node, spans aside, however
it is broken; nodes that stand for errors print as `…`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias, assert_never

from awmc.syntax import ast
from awmc.syntax.layout.document import (
    FILL,
    SPACE,
    Align,
    Doc,
    Group,
    Nest,
    Written,
    braces,
    enclosed,
    flat,
    join,
)
from awmc.syntax.print_texts import print_doc, quote, quote_long

# How tightly expressions bind, loosest first.
CHOICE, OR, AND, NOT, COMPARE, NONE_LEVEL, SUM, PRODUCT, UNARY, POSTFIX = range(10)

_OPERATIONS = ast.Unary | ast.Binary | ast.Compare | ast.IfExpr | ast.MatchExpr
"""Expressions that break between their operands."""

_Indent: TypeAlias = Callable[[Doc], Doc]
"""How the lines of an operation after its first one are indented."""

_LEVELS = {"or": OR, "and": AND, "??": NONE_LEVEL, "+": SUM, "-": SUM}


def lay_expr(expr: ast.Expr, level: int = CHOICE) -> Doc:
    """The expression, in parentheses where it binds more loosely than `level`."""
    if _level(expr) < level:
        return lay_parenthesised(expr)
    return _operation(expr, Nest) if isinstance(expr, _OPERATIONS) else _expr(expr)


def lay_parenthesised(expr: ast.Expr) -> Doc:
    """Between parentheses, below the first of which the lines of an operation start."""
    return "(", _within(expr), ")"


def _within(expr: ast.Expr) -> Doc:
    """What stands alone between brackets."""
    if isinstance(expr, _OPERATIONS):
        return Align(_operation(expr, _same))
    return _expr(expr)


def _same(doc: Doc) -> Doc:
    return doc


def _level(expr: ast.Expr) -> int:
    match expr:
        case ast.IfExpr() | ast.MatchExpr() | ast.ToolCallExpr():
            return CHOICE
        case ast.Binary():
            return _LEVELS.get(expr.operator, PRODUCT)
        case ast.Unary():
            return NOT if expr.operator == "not" else UNARY
        case ast.Compare():
            return COMPARE
        case ast.NumberLiteral():
            return UNARY
        case _:
            return POSTFIX


def _expr(expr: ast.Expr) -> Doc:
    match expr:
        case ast.Name():
            return expr.name
        case ast.NumberLiteral():
            return Written(expr.span, partial(str, expr.text))
        case ast.BoolLiteral():
            return "true" if expr.value else "false"
        case ast.NoneLiteral():
            return "none"
        case ast.TimeLiteral():
            return expr.value
        case ast.TextLiteral():
            return lay_text(expr)
        case ast.ObjectExpr():
            name = f"{expr.type_name.name} " if expr.type_name else ""
            return name, lay_entries(expr.entries)
        case ast.ListExpr():
            return _list(expr)
        case ast.ListComprehension():
            return "[", _comprehension(expr.comprehension), "]"
        case ast.CreateExpr():
            return f"create {expr.entity.name} ", lay_entries(expr.entries)
        case ast.Call():
            return expr.function.name, _arguments(expr.arguments, expr.comprehension)
        case ast.ToolCallExpr():
            return "call ", expr.tool.name, _arguments(expr.arguments, None)
        case ast.BadExpr():
            return "…"
        case ast.Attribute() | ast.Maybe() | ast.Index() | ast.Slice() | ast.Projection():
            return _postfix(expr)
        case ast.Unary() | ast.Binary() | ast.Compare() | ast.IfExpr() | ast.MatchExpr():
            return _operation(expr, Nest)
        case _:
            assert_never(expr)


def _postfix(
    expr: ast.Attribute | ast.Maybe | ast.Index | ast.Slice | ast.Projection,
) -> Doc:
    value = lay_expr(expr.value, POSTFIX)
    match expr:
        case ast.Attribute():
            return value, ".", expr.name.name
        case ast.Maybe():
            # `x??` would be read as the operator.
            return ("(", value, ")", "?") if isinstance(expr.value, ast.Maybe) else (value, "?")
        case ast.Index():
            return value, "[", _inner(expr.index), "]"
        case ast.Slice():
            low = _inner(expr.low) if expr.low else ""
            high = _inner(expr.high) if expr.high else ""
            return value, "[", low, ":", high, "]"
        case ast.Projection():
            return value, ".", lay_project(expr)
        case _:
            assert_never(expr)


def _inner(expr: ast.Expr) -> Doc:
    """What stands in the brackets of `xs[…]`, where no time is read, and a `:` after one would be part of it."""
    return lay_parenthesised(expr) if _holds_time(expr) else lay_expr(expr, NONE_LEVEL)


def _holds_time(expr: ast.Expr) -> bool:
    """Whether a date or time stands outside all brackets."""
    match expr:
        case ast.TimeLiteral():
            return True
        case ast.Binary():
            return _holds_time(expr.left) or _holds_time(expr.right)
        case ast.Unary():
            return _holds_time(expr.operand)
        case ast.Attribute() | ast.Maybe() | ast.Index() | ast.Slice() | ast.Projection():
            return _holds_time(expr.value)
        case _:
            return False


def _operation(
    expr: ast.Unary | ast.Binary | ast.Compare | ast.IfExpr | ast.MatchExpr, indent: _Indent
) -> Doc:
    match expr:
        case ast.Unary():
            sign = "not " if expr.operator == "not" else "-"
            return sign, lay_expr(expr.operand, _level(expr))
        case ast.Binary():
            return _chain(expr, indent)
        case ast.Compare():
            return _compare(expr, indent)
        case ast.IfExpr():
            return _if(expr, indent)
        case ast.MatchExpr():
            return _match(expr)
        case _:
            assert_never(expr)


def _chain(expr: ast.Binary, indent: _Indent) -> Doc:
    """`a and b and c`: operators of one level, each of which may start a line."""
    level = _level(expr)
    rest: list[Doc] = []
    before: Doc
    after: Doc
    current: ast.Expr = expr
    while isinstance(current, ast.Binary) and _level(current) == level:
        # At the start of a line `//` is the comment of other languages.
        before, after = (" ", SPACE) if current.operator == "//" else (SPACE, " ")
        rest.append((before, current.operator, after, _operand(current.right, expr, level + 1)))
        current = current.left
    return Group((_operand(current, expr, level), indent(tuple(reversed(rest)))))


def _operand(operand: ast.Expr, chain: ast.Binary, level: int) -> Doc:
    """An operand of a chain; `a or (b and c)` is not left to who knows which binds more tightly."""
    if chain.operator == "or" and isinstance(operand, ast.Binary) and operand.operator == "and":
        return lay_parenthesised(operand)
    return lay_expr(operand, level)


def _compare(expr: ast.Compare, indent: _Indent) -> Doc:
    rest: list[Doc] = []
    for operator, operand in expr.rest:
        before = " " if _is_short(operand) else SPACE
        rest.append((before, operator, " ", lay_expr(operand, NONE_LEVEL)))
    return Group((lay_expr(expr.first, NONE_LEVEL), indent(tuple(rest))))


def _if(expr: ast.IfExpr, indent: _Indent) -> Doc:
    first, *rest = [
        (lay_expr(condition, OR), " then ", lay_expr(value, OR))
        for condition, value in expr.branches
    ]
    others = tuple((SPACE, "elif ", branch) for branch in rest)
    otherwise = (SPACE, "else ", lay_expr(expr.otherwise))
    return Group(("if ", first, indent((*others, otherwise))))


def _match(expr: ast.MatchExpr) -> Doc:
    arms: list[Doc] = [
        (join(", ", [lay_expr(p, OR) for p in arm.patterns]), " => ", lay_expr(arm.value))
        for arm in expr.arms
    ]
    if expr.otherwise is not None:
        arms.append(("else => ", lay_expr(expr.otherwise)))
    return "match ", lay_expr(expr.subject, OR), " ", braces(join((",", SPACE), arms))


def _is_short(expr: ast.Node) -> bool:
    """Whether a line of its own would be lost on it."""
    simple = ast.Name | ast.NumberLiteral | ast.BoolLiteral | ast.NoneLiteral | ast.TimeLiteral
    return isinstance(expr, simple)


def _list(expr: ast.ListExpr) -> Doc:
    if not expr.items:
        return "[]"
    plain = all(_is_plain(item) for item in expr.items)
    return enclosed("[", _separated([(lay_expr(item), plain) for item in expr.items]), "]")


def _arguments(arguments: tuple[ast.Argument, ...], items: ast.Comprehension | None) -> Doc:
    if items is not None:
        return "(", _comprehension(items), ")"
    if len(arguments) == 1 and arguments[0].name is None:
        # What is within breaks by itself.
        return "(", _within(arguments[0].value), ")"
    parts = [(_argument(argument), _is_plain(argument)) for argument in arguments]
    return enclosed("(", _separated(parts), ")") if parts else "()"


def _argument(argument: ast.Argument) -> Doc:
    value = lay_expr(argument.value)
    return (argument.name.name, " = ", value) if argument.name else value


def _separated(items: list[tuple[Doc, bool]]) -> Doc:
    """Items with commas; where they do not fit, those that are plain fill lines, others have one each."""
    parts: list[Doc] = []
    for number, (item, plain) in enumerate(items):
        if number:
            parts += [",", FILL if plain and items[number - 1][1] else SPACE]
        parts.append(item)
    return tuple(parts)


def _is_plain(item: ast.Node) -> bool:
    """Whether an item is a word or so: several make a line."""
    match item:
        case ast.Argument():
            return item.name is None and _is_plain(item.value)
        case ast.Entry():
            return item.value is None
        case ast.ProjectItem():
            return _is_plain(item.value)
        case ast.Attribute() | ast.Maybe():
            return _is_plain(item.value)
        case ast.Unary():
            return _is_plain(item.operand)
        case _:
            plain = ast.TextLiteral | ast.ProjectStar | ast.ProjectDrop
            return _is_short(item) or isinstance(item, plain)


def lay_entries(items: tuple[ast.Entry, ...]) -> Doc:
    """`{ f: v, g, h? }`."""
    return braces(_separated([(_entry(item), _is_plain(item)) for item in items]))


def _entry(entry: ast.Entry) -> Doc:
    key: Doc = lay_text(entry.key_text) if entry.key_text else entry.key.name
    name = (key, "?" if entry.optional else "")
    return name if entry.value is None else (*name, ": ", lay_expr(entry.value))


def lay_project(projection: ast.Projection) -> Doc:
    """`{ id, late: due < today(), name? }`, without the row."""
    items = projection.items
    return braces(_separated([(_project_item(item), _is_plain(item)) for item in items]))


def _project_item(item: ast.ProjectStar | ast.ProjectDrop | ast.ProjectItem) -> Doc:
    match item:
        case ast.ProjectStar():
            return "*"
        case ast.ProjectDrop():
            return "-", item.name.name
        case ast.ProjectItem():
            question = "?" if item.optional else ""
            name = f"{item.name.name}{question}: " if item.name else ""
            value = lay_expr(item.value, CHOICE if item.name else POSTFIX)
            return name, value, "" if item.name else question, lay_alias(item.alias)
        case _:
            assert_never(item)


def _comprehension(items: ast.Comprehension) -> Doc:
    """`e for x in S if c order by k`: the item, and its first clause beside it if it fits."""
    first, *rest = _clauses(items.clauses, items.order, items.limit, items.offset)
    values = join(", ", [lay_expr(item) for item in items.items])
    return Group(Align((values, FILL, first, *rest)))


def lay_clauses(
    clauses: tuple[ast.ForClause | ast.IfClause, ...],
    order: tuple[ast.OrderKey, ...],
    limit: ast.Expr | None,
    offset: ast.Expr | None,
) -> Doc:
    """`for x in S if c order by k limit n offset m`, a line a clause where they do not fit on one."""
    return Group(tuple(_clauses(clauses, order, limit, offset)))


def _clauses(
    clauses: tuple[ast.ForClause | ast.IfClause, ...],
    order: tuple[ast.OrderKey, ...],
    limit: ast.Expr | None,
    offset: ast.Expr | None,
) -> Iterator[Doc]:
    """The clauses, each but the first after the place where it may break."""
    started = False
    for clause in clauses:
        yield (SPACE if started else "", _clause(clause))
        started = True
    if order:
        keys = [(lay_expr(k.value, OR), " desc" if k.descending else "") for k in order]
        yield (SPACE if started else "", "order by ", join((",", FILL), keys))
        started = True
    for word, value in (("limit", limit), ("offset", offset)):
        if value is not None:
            yield (FILL if started else "", word, " ", lay_expr(value, OR))
            started = True


def _clause(clause: ast.ForClause | ast.IfClause) -> Doc:
    match clause:
        case ast.ForClause():
            names = ", ".join(name.name for name in clause.names)
            return f"for {names} in ", lay_expr(clause.source, OR)
        case ast.IfClause():
            return "if ", lay_expr(clause.condition, OR)
        case _:
            assert_never(clause)


def lay_alias(alias: ast.TextLiteral | None) -> Doc:
    """` as "name"`, or nothing."""
    return (" as ", lay_doc(alias)) if alias else ""


def lay_doc(doc: ast.TextLiteral) -> Doc:
    """A text that does not interpolate."""
    return Written(doc.span, partial(print_doc, doc))


def lay_text(text: ast.TextLiteral) -> Doc:
    """A text that interpolates."""
    return Written(text.span, partial(_spell_text, text))


def _spell_text(text: ast.TextLiteral) -> str:
    if text.raw:
        return print_doc(text)
    pieces = [part if isinstance(part, str) else _hole(part) for part in text.parts]
    plain = [isinstance(part, str) for part in text.parts]
    if any('"' in piece for piece, is_plain in zip(pieces, plain, strict=True) if not is_plain):
        return quote_long(pieces, plain)
    return quote(pieces, plain)


def _hole(part: ast.Interpolation) -> str:
    value = flat(lay_expr(part.value))
    # `{{` would be a brace.
    space = " " if value.startswith("{") else ""
    return f"{{{space}{value}{space}{'' if part.format is None else ':' + part.format}}}"
