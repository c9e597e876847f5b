"""Expressions, types and clauses as text, on one line each.

In: nodes. Out: their text in the canonical spelling, with no more parentheses than are needed. Guaranteed: parsing the
text gives an equal node, spans aside; nodes that stand for errors print as `…`.
"""

from __future__ import annotations

from typing import assert_never

from awmc.syntax import ast
from awmc.syntax.print_texts import print_doc, quote, quote_long

# How tightly expressions bind, loosest first.
CHOICE, OR, AND, NOT, COMPARE, NONE_LEVEL, SUM, PRODUCT, UNARY, POSTFIX = range(10)

_LEVELS = {"or": OR, "and": AND, "??": NONE_LEVEL, "+": SUM, "-": SUM}


def print_expr(expr: ast.Expr, level: int = CHOICE) -> str:
    """The expression on one line, in parentheses where it binds more loosely than `level`."""
    text = _expr(expr)
    return f"({text})" if _level(expr) < level else text


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


def _expr(expr: ast.Expr) -> str:
    match expr:
        case ast.Name():
            return expr.name
        case ast.NumberLiteral():
            return expr.text
        case ast.BoolLiteral():
            return "true" if expr.value else "false"
        case ast.NoneLiteral():
            return "none"
        case ast.TimeLiteral():
            return expr.value
        case ast.TextLiteral():
            return print_text(expr)
        case ast.ObjectExpr():
            name = f"{expr.type_name.name} " if expr.type_name else ""
            return name + print_entries(expr.entries)
        case ast.ListExpr():
            return f"[{', '.join(print_expr(item) for item in expr.items)}]"
        case ast.ListComprehension():
            return f"[{print_comprehension(expr.comprehension)}]"
        case ast.CreateExpr():
            return f"create {expr.entity.name} {print_entries(expr.entries)}"
        case ast.Call():
            return expr.function.name + _arguments(expr.arguments, expr.comprehension)
        case ast.ToolCallExpr():
            return f"call {expr.tool.name}{_arguments(expr.arguments, None)}"
        case ast.BadExpr():
            return "…"
        case ast.Attribute() | ast.Maybe() | ast.Index() | ast.Slice() | ast.Projection():
            return _postfix(expr)
        case ast.Unary() | ast.Binary() | ast.Compare() | ast.IfExpr() | ast.MatchExpr():
            return _operation(expr)
        case _:
            assert_never(expr)


def _postfix(
    expr: ast.Attribute | ast.Maybe | ast.Index | ast.Slice | ast.Projection,
) -> str:
    value = print_expr(expr.value, POSTFIX)
    match expr:
        case ast.Attribute():
            return f"{value}.{expr.name.name}"
        case ast.Maybe():
            # `x??` would be read as the operator.
            return f"({value})?" if isinstance(expr.value, ast.Maybe) else f"{value}?"
        case ast.Index():
            return f"{value}[{_inner(expr.index)}]"
        case ast.Slice():
            low = _inner(expr.low) if expr.low else ""
            high = _inner(expr.high) if expr.high else ""
            return f"{value}[{low}:{high}]"
        case ast.Projection():
            return f"{value}.{print_project(expr)}"
        case _:
            assert_never(expr)


def _inner(expr: ast.Expr) -> str:
    """What stands in the brackets of `xs[…]`, where no time is read, and a `:` after one would be part of it."""
    return f"({print_expr(expr)})" if _holds_time(expr) else print_expr(expr, NONE_LEVEL)


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
    expr: ast.Unary | ast.Binary | ast.Compare | ast.IfExpr | ast.MatchExpr,
) -> str:
    match expr:
        case ast.Unary():
            sign = "not " if expr.operator == "not" else "-"
            return sign + print_expr(expr.operand, _level(expr))
        case ast.Binary():
            level = _level(expr)
            left, right = print_expr(expr.left, level), print_expr(expr.right, level + 1)
            return f"{left} {expr.operator} {right}"
        case ast.Compare():
            parts = [print_expr(expr.first, NONE_LEVEL)]
            for operator, operand in expr.rest:
                parts += [operator, print_expr(operand, NONE_LEVEL)]
            return " ".join(parts)
        case ast.IfExpr():
            branches = [f"{print_expr(c, OR)} then {print_expr(v, OR)}" for c, v in expr.branches]
            return f"if {' elif '.join(branches)} else {print_expr(expr.otherwise)}"
        case ast.MatchExpr():
            arms = [
                f"{', '.join(print_expr(p, OR) for p in arm.patterns)} => {print_expr(arm.value)}"
                for arm in expr.arms
            ]
            if expr.otherwise is not None:
                arms.append(f"else => {print_expr(expr.otherwise)}")
            return f"match {print_expr(expr.subject, OR)} {{ {', '.join(arms)} }}"
        case _:
            assert_never(expr)


def _arguments(arguments: tuple[ast.Argument, ...], items: ast.Comprehension | None) -> str:
    if items is not None:
        return f"({print_comprehension(items)})"
    parts = [
        f"{argument.name.name} = {print_expr(argument.value)}"
        if argument.name
        else print_expr(argument.value)
        for argument in arguments
    ]
    return f"({', '.join(parts)})"


def print_entries(entries: tuple[ast.Entry, ...]) -> str:
    """`{ a: 1, b, c? }`."""
    return f"{{ {', '.join(print_entry(entry) for entry in entries)} }}" if entries else "{}"


def print_entry(entry: ast.Entry) -> str:
    key = print_text(entry.key_text) if entry.key_text else entry.key.name
    mark = "?" if entry.optional else ""
    return f"{key}{mark}" if entry.value is None else f"{key}{mark}: {print_expr(entry.value)}"


def print_project(projection: ast.Projection) -> str:
    """`{ id, total, late: due < today() }`."""
    items = ", ".join(_project_item(item) for item in projection.items)
    return f"{{ {items} }}" if items else "{}"


def _project_item(item: ast.ProjectStar | ast.ProjectDrop | ast.ProjectItem) -> str:
    match item:
        case ast.ProjectStar():
            return "*"
        case ast.ProjectDrop():
            return f"-{item.name.name}"
        case ast.ProjectItem():
            mark = "?" if item.optional else ""
            alias = print_alias(item.alias)
            if item.name is None:
                return print_expr(item.value) + mark + alias
            return f"{item.name.name}{mark}: {print_expr(item.value)}{alias}"
        case _:
            assert_never(item)


def print_comprehension(items: ast.Comprehension) -> str:
    values = ", ".join(print_expr(item) for item in items.items)
    return values + print_clauses(items.clauses, items.order, items.limit, items.offset)


def print_clauses(
    clauses: tuple[ast.ForClause | ast.IfClause, ...],
    order: tuple[ast.OrderKey, ...],
    limit: ast.Expr | None,
    offset: ast.Expr | None,
) -> str:
    """` for x in S if c order by k limit n offset m`, each clause after a space."""
    text = ""
    for clause in clauses:
        match clause:
            case ast.ForClause():
                names = ", ".join(name.name for name in clause.names)
                text += f" for {names} in {print_expr(clause.source, OR)}"
            case ast.IfClause():
                text += f" if {print_expr(clause.condition, OR)}"
            case _:
                assert_never(clause)
    if order:
        keys = [print_expr(k.value, OR) + (" desc" if k.descending else "") for k in order]
        text += f" order by {', '.join(keys)}"
    text += f" limit {print_expr(limit, OR)}" if limit is not None else ""
    return text + (f" offset {print_expr(offset, OR)}" if offset is not None else "")


def print_alias(alias: ast.TextLiteral | None) -> str:
    return f" as {print_doc(alias)}" if alias else ""


def print_text(text: ast.TextLiteral) -> str:
    """A text that interpolates."""
    if text.raw:
        return print_doc(text)
    pieces = [part if isinstance(part, str) else _hole(part) for part in text.parts]
    plain = [isinstance(part, str) for part in text.parts]
    if any('"' in piece for piece, is_plain in zip(pieces, plain, strict=True) if not is_plain):
        return quote_long(pieces, plain)
    return quote(pieces, plain)


def _hole(part: ast.Interpolation) -> str:
    value = print_expr(part.value)
    # `{{` would be a brace.
    space = " " if value.startswith("{") else ""
    return f"{{{space}{value}{space}{'' if part.format is None else ':' + part.format}}}"


def print_type(type: ast.TypeExpr) -> str:
    match type:
        case ast.NamedType():
            arguments = [str(type.places)] if type.places is not None else []
            if type.bounds is not None:
                arguments.append(f"{type.bounds.low or ''}..{type.bounds.high or ''}")
            return type.name + (f"({', '.join(arguments)})" if arguments else "")
        case ast.ListTypeExpr():
            return f"[{print_type(type.item)}]"
        case ast.MapTypeExpr():
            return f"{{{print_type(type.key)}: {print_type(type.value)}}}"
        case ast.OptionalType():
            return f"{print_type(type.item)}?"
        case _:
            assert_never(type)
