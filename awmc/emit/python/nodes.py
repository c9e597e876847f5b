"""Python syntax trees in few words, and questions about them. Every text of a spec enters as an `ast.Constant`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence

from awmc.emit.names import KEYWORDS
from awmc.emit.python.printer import code

FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_COMPARE: dict[str, type[ast.cmpop]] = {
    "==": ast.Eq,
    "!=": ast.NotEq,
    "<": ast.Lt,
    "<=": ast.LtE,
    ">": ast.Gt,
    ">=": ast.GtE,
    "in": ast.In,
    "not in": ast.NotIn,
    "is": ast.Is,
    "is not": ast.IsNot,
}
_OPERATORS: dict[str, type[ast.operator]] = {
    "+": ast.Add,
    "-": ast.Sub,
    "*": ast.Mult,
    "/": ast.Div,
    "//": ast.FloorDiv,
    "%": ast.Mod,
}


class RowKey(ast.Name):
    """A row of which only the key is at hand: `attr` gives its parts. As a row it prints as a name that no Python takes (`MARK`),
    so that whoever tries to use it as one is found out."""

    MARK = "§"

    def __init__(self, identifier: str, parts: Mapping[str, ast.expr]) -> None:
        super().__init__(id=self.MARK + identifier, ctx=ast.Load())
        self.parts = parts


def name(identifier: str) -> ast.Name:
    return ast.Name(id=identifier, ctx=ast.Load())


def store(identifier: str) -> ast.Name:
    return ast.Name(id=identifier, ctx=ast.Store())


def const(value: object) -> ast.Constant:
    return ast.Constant(value=value)  # type: ignore[arg-type]  # its stub wants a union of literals


def attr(value: ast.expr, attribute: str) -> ast.expr:
    if isinstance(value, RowKey) and attribute in value.parts:
        return value.parts[attribute]
    return ast.Attribute(value=value, attr=attribute, ctx=ast.Load())


def call(function: ast.expr | str, *args: ast.expr, **keywords: ast.expr) -> ast.Call:
    target = name(function) if isinstance(function, str) else function
    return ast.Call(
        func=target,
        args=list(args),
        keywords=[ast.keyword(arg=key, value=value) for key, value in keywords.items()],
    )


def call_named(
    function: ast.expr, args: Sequence[ast.expr], keywords: Sequence[tuple[str, ast.expr]]
) -> ast.Call:
    """A call whose keywords need not be identifiers: those that are none go into a `**{…}`."""
    plain = [ast.keyword(arg=k, value=v) for k, v in keywords if _is_keyword(k)]
    other = [(k, v) for k, v in keywords if not _is_keyword(k)]
    if other:
        spread = mapping((const(k), v) for k, v in other)
        plain.append(ast.keyword(arg=None, value=spread))
    return ast.Call(func=function, args=list(args), keywords=plain)


def compare(left: ast.expr, op: str, right: ast.expr) -> ast.Compare:
    return ast.Compare(left=left, ops=[_COMPARE[op]()], comparators=[right])


def binary(left: ast.expr, op: str, right: ast.expr) -> ast.BinOp:
    return ast.BinOp(left=left, op=_OPERATORS[op](), right=right)


def minus(value: ast.expr) -> ast.expr:
    if isinstance(value, ast.Constant) and isinstance(value.value, int | float):
        return const(-value.value)
    return ast.UnaryOp(op=ast.USub(), operand=value)


def both(values: Sequence[ast.expr]) -> ast.expr:
    """All of the conditions."""
    return values[0] if len(values) == 1 else ast.BoolOp(op=ast.And(), values=list(values))


def either(values: Sequence[ast.expr]) -> ast.expr:
    """One of the conditions."""
    return values[0] if len(values) == 1 else ast.BoolOp(op=ast.Or(), values=list(values))


def choose(test: ast.expr, then: ast.expr, otherwise: ast.expr) -> ast.expr:
    if _is_none(otherwise) and code(test) == code(is_some(then)) and is_simple(then):
        return then
    return ast.IfExp(test=test, body=then, orelse=otherwise)


def is_none(value: ast.expr) -> ast.expr:
    return compare(_tested(value), "is", const(None))


def is_some(value: ast.expr) -> ast.expr:
    return compare(_tested(value), "is not", const(None))


def _tested(value: ast.expr) -> ast.expr:
    """What is None where a value is: of a row's key the first part."""
    return next(iter(value.parts.values())) if isinstance(value, RowKey) else value


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def pair(*values: ast.expr) -> ast.Tuple:
    return ast.Tuple(elts=list(values), ctx=ast.Load())


def listing(values: Iterable[ast.expr]) -> ast.List:
    return ast.List(elts=list(values), ctx=ast.Load())


def mapping(entries: Iterable[tuple[ast.expr, ast.expr]]) -> ast.Dict:
    pairs = list(entries)
    return ast.Dict(keys=[k for k, _ in pairs], values=[v for _, v in pairs])


def item(value: ast.expr, key: ast.expr) -> ast.Subscript:
    return ast.Subscript(value=value, slice=key, ctx=ast.Load())


def function(parameter: str | None, body: ast.expr) -> ast.Lambda:
    """`lambda parameter: body`."""
    args = [] if parameter is None else [ast.arg(arg=parameter)]
    return ast.Lambda(
        args=ast.arguments(posonlyargs=[], args=args, kwonlyargs=[], kw_defaults=[], defaults=[]),
        body=body,
    )


def is_simple(value: ast.expr) -> bool:
    """Whether evaluating it twice costs next to nothing: a name, a constant, or an attribute or fixed item of such."""
    match value:
        case ast.Name() | ast.Constant():
            return True
        case ast.Attribute():
            return is_simple(value.value)
        case ast.Subscript(slice=ast.Constant()):
            return is_simple(value.value)
        case _:
            return False


def negated(test: ast.expr) -> ast.expr:
    """`not test`, as a person would write it."""
    match test:
        case ast.Compare(ops=[op], comparators=[right]):
            return ast.Compare(left=test.left, ops=[FLIPPED[type(op)]()], comparators=[right])
        case ast.UnaryOp(op=ast.Not()):
            return test.operand
        case ast.Constant(value=bool() as value):
            return const(not value)
        case ast.BoolOp(op=op, values=values) if len(values) < 4 and all(map(_flips, values)):
            other = ast.Or() if isinstance(op, ast.And) else ast.And()
            return ast.BoolOp(op=other, values=[negated(value) for value in values])
        case _:
            return ast.UnaryOp(op=ast.Not(), operand=test)


def known_some(test: ast.expr, truth: bool) -> frozenset[str]:
    """The sources of the expressions that are not None where `test` came out as `truth`: what mypy narrows."""
    match test:
        case ast.Compare(ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]) if truth:
            return _narrowed(test.left)
        case ast.Compare(ops=[ast.Is()], comparators=[ast.Constant(value=None)]) if not truth:
            return _narrowed(test.left)
        case ast.UnaryOp(op=ast.Not()):
            return known_some(test.operand, not truth)
        case ast.BoolOp(op=op, values=values) if isinstance(op, ast.And) is truth:
            return frozenset[str]().union(*(known_some(value, truth) for value in values))
        case _:
            return frozenset()


def _narrowed(tested: ast.expr) -> frozenset[str]:
    """The source of an expression that mypy narrows: not one in which something is called, which may give another value next time."""
    calls = any(isinstance(node, ast.Call) for node in ast.walk(tested))
    return frozenset() if calls else frozenset({code(tested)})


def _flips(test: ast.expr) -> bool:
    match test:
        case ast.Compare(ops=[_]) | ast.UnaryOp(op=ast.Not()):
            return True
        case ast.BoolOp(values=values):
            return all(map(_flips, values))
        case _:
            return False


def _is_keyword(text: str) -> bool:
    return text.isidentifier() and text.isascii() and text not in KEYWORDS
