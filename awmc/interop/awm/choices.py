"""Choices, conversions and sums, where they say no more than the language does.

In: a scope, and an expression. Out: a value. Guaranteed: as in `expressions`.
"""

from __future__ import annotations

import ast
from typing import Any

from awmc.interop.awm.scope import Scope, shortened
from awmc.interop.awm.values import Ex, Listed, NotLifted, Rows
from awmc.interop.sql.kinds import BOOL, INT, TEXT
from awmc.interop.sql.literals import text_literal

_SUMS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}


def either(scope: Scope, node: ast.IfExp) -> Any:
    """`a if c else b`, where it says no more than that a value may be missing, or is a truth."""
    test, body, other = node.test, node.body, node.orelse
    if (
        isinstance(test, ast.Compare)
        and isinstance(test.ops[0], ast.Is)
        and _is_none(test.comparators[0])
    ):
        test, body, other = ast.Compare(test.left, [ast.IsNot()], test.comparators), other, body
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test, body, other = test.operand, other, body
    tested = (
        test.left
        if isinstance(test, ast.Compare)
        and isinstance(test.ops[0], ast.IsNot)
        and _is_none(test.comparators[0])
        else test
    )
    exact = tested is not test
    if isinstance(tested, ast.Compare | ast.BoolOp):
        raise NotLifted(f"`{shortened(node)}`")
    value, made = scope.plain(tested), scope.plain(body)
    fallback = scope.plain(other)
    if (made.constant, fallback.constant) in ((1, 0), (True, False)):
        return _truth(value, node)
    same = made == value or (made.slot is value.slot is not None)
    if same and fallback.constant is None:
        return value if exact or _is_only_none(value) else _emptied(value)
    if same and isinstance(fallback.constant, str | int | float | bool) and exact:
        return Ex(
            f"({value.text} ?? {fallback.text})",
            kind=value.kind,
            slot=value.slot,
            field=value.field,
            constant=fallback.constant,
        )
    if fallback.constant is None and made.text.startswith("\x04"):
        return (
            Ex(
                f"(if {value.text} == none then none else {made.text[1:]})",
                kind=TEXT,
                optional=True,
            )
            if value.optional
            else Ex(made.text[1:], kind=TEXT)
        )
    raise NotLifted(f"`{shortened(node)}`")


def _is_only_none(value: Ex) -> bool:
    """Whether none is all that counts as false."""
    return (
        value.field is not None
        and value.kind is not None
        and value.kind.name in ("date", "datetime", "time")
    )


def _emptied(value: Ex) -> Ex:
    """A parameter whose empty value counts as none: of a date there is no empty text."""
    if value.slot is not None and value.slot.optional:
        return value
    raise NotLifted(f"`{value.text}` where it is empty")


def _truth(value: Ex, node: ast.expr) -> Ex:
    kind = value.slot.kind if value.slot is not None else value.kind
    if kind != BOOL:
        raise NotLifted(f"`{shortened(node)}`")
    return Ex(f"({value.text} ?? false)", kind=BOOL) if value.optional else value


def filled(scope: Scope, first: ast.expr, second: ast.Constant) -> Ex:
    """`x or 0`, where that is what x is if it is empty."""
    value = scope.plain(first)
    empty = {"text": "", "int": 0}.get((value.kind or TEXT).name) if value.slot is None else None
    if value.optional and second.value == empty:
        return Ex(f"({value.text} ?? {constant_text(second.value)})", kind=value.kind)
    raise NotLifted(f"`{shortened(first)} or {second.value!r}`")


def summed(scope: Scope, node: ast.BinOp) -> Ex:
    """A time with text after it, `x.isoformat() + "Z"`, or a sum of whole numbers."""
    left, right = scope.plain(node.left), scope.plain(node.right)
    sign = _SUMS[type(node.op)]
    if all(_is_whole(side) for side in (left, right)):
        return Ex(f"({left.text} {sign} {right.text})", kind=INT)
    if sign == "+" and (
        isinstance(right.constant, str) and left.kind is not None and left.kind.name == "datetime"
    ):
        return Ex(f'\x04"{{{left.text}}}{text_literal(right.constant)[1:]}', kind=TEXT)
    raise NotLifted(f"`{shortened(node)}`")


def interpolated(scope: Scope, node: ast.JoinedStr) -> Ex:
    parts = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(text_literal(str(part.value))[1:-1])
        elif (
            isinstance(part, ast.FormattedValue)
            and part.conversion == -1
            and part.format_spec is None
        ):
            value = scope.plain(part.value)
            kind = value.slot.kind if value.slot is not None else value.kind
            if value.optional or kind not in (TEXT, INT):
                raise NotLifted(f"`{shortened(node)}`")
            parts.append(f"{{{value.text}}}")
        else:
            raise NotLifted(f"`{shortened(node)}`")
    return Ex(f'"{"".join(parts)}"', kind=TEXT)


def converted(scope: Scope, name: str, argument: ast.expr) -> Ex:
    if name == "len":
        listed = scope.evaluate(argument)
        if isinstance(listed, Listed) and listed.rows is not None:
            listed = listed.rows
        if isinstance(listed, Rows):
            variable = scope.inner(listed.query.entity.name[:1])
            text = f"count({variable} for {scope.clauses(listed.query, variable)})"
            return Ex(text, kind=INT, counted=listed)
        raise NotLifted(f"`len({shortened(argument)})`")
    value = scope.plain(argument)
    kind = value.kind if value.slot is None else value.slot.kind
    if name == "bool" and kind == BOOL:
        return Ex(f"({value.text} ?? false)", kind=BOOL) if value.optional else value
    if name == "bool" and kind == INT and not value.optional:
        return Ex(f"({value.text} != 0)", kind=BOOL)
    if name == "int" and kind in (INT, BOOL) and not value.optional:
        return value
    if name == "float" and kind is not None and kind.numeric and not value.optional:
        return value
    if name == "str" and kind == TEXT and not value.optional:
        return value
    raise NotLifted(f"`{name}({shortened(argument)})`")


def _is_whole(value: Ex) -> bool:
    """Whether it is a whole number that is there."""
    if isinstance(value.constant, int) and not isinstance(value.constant, bool):
        return True
    return not value.optional and (value.slot.kind if value.slot is not None else value.kind) == INT


def constant_text(value: object) -> str:
    """A constant of Python's as a literal. Raises NotLifted."""
    match value:
        case None:
            return "none"
        case bool():
            return "true" if value else "false"
        case str():
            return text_literal(value)
        case int() | float():
            return repr(value)
    raise NotLifted(f"the constant {value!r}")


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
