"""Types as written, to types of the IR."""

from __future__ import annotations

import math
from decimal import Decimal

from awmc.diagnostics.suggest import TYPES, suggest
from awmc.ir import types as t
from awmc.semantics.fit import quote
from awmc.semantics.program import Program
from awmc.syntax import ast

SIMPLE: dict[str, t.Type] = {
    "text": t.TEXT,
    "int": t.INT,
    "float": t.FLOAT,
    "money": t.MONEY,
    "bool": t.BOOL,
    "date": t.DATE,
    "time": t.TIME,
    "datetime": t.DATETIME,
    "duration": t.DURATION,
}
MOST_PLACES = 9
"""The most decimals of a `decimal(n)`."""


MAX_DEPTH = 20
"""How many lists and maps a type may hold inside each other."""


def resolve(program: Program, node: ast.TypeExpr) -> t.Type:
    """The type that `node` names; ERROR after a report."""
    if _depth(node) > MAX_DEPTH:
        program.sink.report("too-deep", node.span, limit=MAX_DEPTH)
        return t.ERROR
    match node:
        case ast.OptionalType():
            return t.optional(resolve(program, node.item))
        case ast.ListTypeExpr():
            return t.ListType(item=resolve(program, node.item))
        case ast.MapTypeExpr():
            return _map(program, node)
        case ast.NamedType():
            return _named(program, node)


def _depth(node: ast.TypeExpr) -> int:
    match node:
        case ast.OptionalType(item=item) | ast.ListTypeExpr(item=item):
            return 1 + _depth(item)
        case ast.MapTypeExpr(key=key, value=value):
            return 1 + max(_depth(key), _depth(value))
        case ast.NamedType():
            return 0


def _map(program: Program, node: ast.MapTypeExpr) -> t.Type:
    key, value = resolve(program, node.key), resolve(program, node.value)
    if not isinstance(key, t.TextType | t.IntType | t.EnumType | t.ErrorType):
        program.sink.report("map-key-type", node.key.span, found=quote(key))
        return t.ERROR
    return t.MapType(key=key, value=value)


def _named(program: Program, node: ast.NamedType) -> t.Type:
    name = node.name
    if name == "decimal":
        return _decimal(program, node)
    if name in SIMPLE:
        return _bounded(program, node, SIMPLE[name])
    if node.bounds is not None or node.places is not None:
        _argument(program, node, "only text and numbers have limits")
    if name in program.enums:
        return t.EnumType(name=name)
    if name in program.records:
        return t.RecordType(name=name)
    if name in program.entities:
        return t.RefType(entity=name)
    declared = [*program.enums, *program.records, *program.entities]
    program.sink.report(
        "unknown-type",
        node.span,
        name=name,
        known=declared,
        candidates=suggest(name, [*SIMPLE, "decimal", *declared], idioms=TYPES),
        once=f"type:{name}",
    )
    return t.ERROR


def _argument(program: Program, node: ast.NamedType, reason: str) -> None:
    text = program.text(node.span)
    argument = text.partition("(")[2].rstrip(")") or text
    program.sink.report(
        "type-argument", node.span, type=node.name, argument=argument, reason=reason
    )


def _decimal(program: Program, node: ast.NamedType) -> t.Type:
    if node.places is None or not 0 <= node.places <= MOST_PLACES:
        reason = f"it needs its number of decimals, 0 to {MOST_PLACES}: `decimal(3)`"
        _argument(program, node, reason)
        return t.ERROR
    plain = t.DecimalType(places=node.places, money=False)
    return _bounded(program, node, plain)


def _bounded(program: Program, node: ast.NamedType, type_: t.Type) -> t.Type:
    if node.places is not None and not isinstance(type_, t.DecimalType):
        _argument(program, node, f"write limits with dots: `{node.name}(0..{node.places})`")
        return t.ERROR
    if node.places is not None and isinstance(type_, t.DecimalType) and type_.money:
        _argument(program, node, "money has two decimals; `decimal(n)` has n")
        return t.ERROR
    if node.bounds is None:
        return type_
    if not isinstance(type_, t.TextType | t.IntType | t.FloatType | t.DecimalType):
        _argument(program, node, "only text and numbers have limits")
        return type_
    low, high = _number(node.bounds.low), _number(node.bounds.high)
    reason = _bounds_error(type_, low, high)
    if reason:
        shown = program.text(node.bounds.span)
        program.sink.report(
            "bad-bounds", node.bounds.span, bounds=shown, type=quote(type_), reason=reason
        )
        return type_
    match type_:
        case t.TextType():
            return t.TextType(low=_int(low), high=_int(high))
        case t.IntType():
            return t.IntType(low=_int(low), high=_int(high))
        case t.FloatType():
            return t.FloatType(
                low=None if low is None else float(low), high=None if high is None else float(high)
            )
        case t.DecimalType():
            return t.DecimalType(
                places=type_.places,
                money=type_.money,
                low=None if low is None else int(low.scaleb(type_.places)),
                high=None if high is None else int(high.scaleb(type_.places)),
            )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _int(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


def _bounds_error(type_: t.Type, low: Decimal | None, high: Decimal | None) -> str:
    given = [value for value in (low, high) if value is not None]
    if low is not None and high is not None and low > high:
        return "the lower is above the upper"
    match type_:
        case t.TextType() | t.IntType():
            if any(value != value.to_integral_value() for value in given):
                return "they are not whole"
            if isinstance(type_, t.TextType) and any(value < 0 for value in given):
                return "a length is not negative"
            if any(not -(2**63) <= value < 2**63 for value in given):
                return "they go beyond 64 bits"
        case t.DecimalType():
            scaled = [value.scaleb(type_.places) for value in given]
            if any(value != value.to_integral_value() for value in scaled):
                return f"they have more than {type_.places} decimals"
            if any(abs(value) > t.DECIMAL_LIMIT for value in scaled):
                return "they go beyond what it can hold"
        case t.FloatType():
            if any(math.isinf(float(value)) for value in given):
                return "they go beyond what it can hold"
        case _:
            pass
    return ""
