"""Python expressions in the language's terms.

In: a scope, and expressions of an endpoint. Out: values. Guaranteed: an expression whose meaning is not known exactly raises NotLifted.
"""

from __future__ import annotations

import ast
from typing import Any

from awmc.interop.awm.assigning import compared
from awmc.interop.awm.calls import call
from awmc.interop.awm.choices import constant_text, either, filled, interpolated, summed
from awmc.interop.awm.scope import Scope, shortened
from awmc.interop.awm.values import Body, Ex, Listed, Made, NotLifted, Rows, RowVar, Shape
from awmc.interop.sql.kinds import BOOL


def evaluate(scope: Scope, node: ast.expr) -> Any:
    """What an expression is. Raises NotLifted."""
    match node:
        case ast.Constant():
            return Ex(constant_text(node.value), constant=node.value, optional=node.value is None)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return Ex(constant_text(-number), constant=-number)
        case ast.Name():
            return _name(scope, node.id)
        case ast.Attribute():
            return _attribute(scope, node)
        case ast.Await():
            return scope.evaluate(node.value)
        case ast.IfExp():
            return either(scope, node)
        case ast.Call():
            return call(scope, node)
        case ast.JoinedStr():
            return interpolated(scope, node)
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult()):
            return summed(scope, node)
        case ast.BoolOp(op=ast.Or(), values=[first, ast.Constant() as second]):
            return filled(scope, first, second)
        case ast.Compare() | ast.UnaryOp(op=ast.Not()):
            return Ex(condition(scope, node), kind=BOOL)
        case ast.Dict() if all(
            isinstance(key, ast.Constant) and isinstance(key.value, str) for key in node.keys
        ):
            keys = [key.value for key in node.keys if isinstance(key, ast.Constant)]
            return Shape(
                tuple(
                    (str(key), scope.evaluate(value))
                    for key, value in zip(keys, node.values, strict=True)
                )
            )
        case ast.ListComp(
            generators=[ast.comprehension(ifs=[], target=ast.Name() as target) as generator]
        ):
            return listed(scope, target.id, generator.iter, node.elt)
        case ast.List(elts=[]):
            return Listed()
    raise NotLifted(f"`{shortened(node)}`")


def _name(scope: Scope, name: str) -> Any:
    if name in scope.names:
        return scope.names[name]
    if name in scope.code.constants:
        return scope.evaluate(scope.code.constants[name])
    raise NotLifted(f"`{name}`")


def _attribute(scope: Scope, node: ast.Attribute) -> Any:
    owner = scope.row_or(scope.evaluate(node.value))
    match owner:
        case Body():
            slot = scope.slots.by_name.get(node.attr)
            if slot is None:
                raise NotLifted(f"`{ast.unparse(node)}`")
            return scope.slot(slot)
        case RowVar():
            return scope.read(owner, node.attr)
        case Made():
            raise NotLifted(f"`{ast.unparse(node)}` before the row is added")
    raise NotLifted(f"`{shortened(node)}`")


def listed(scope: Scope, name: str, source: ast.expr, item: ast.expr) -> Listed:
    """`[item for name in source]`."""
    rows = scope.evaluate(source)
    if not isinstance(rows, Rows):
        raise NotLifted(f"a loop over `{shortened(source)}`")
    variable = scope.inner(name)
    scope.taken.add(variable)
    before = scope.names.get(name)
    scope.names[name] = RowVar(rows.query.entity, variable)
    made = scope.evaluate(item)
    scope.taken.remove(variable)
    scope.names.pop(name)
    if before is not None:
        scope.names[name] = before
    return Listed(rows, variable, made)


def condition(scope: Scope, node: ast.expr) -> str:
    """A condition of Python's about rows that are known. Raises NotLifted."""
    match node:
        case ast.BoolOp():
            word = " and " if isinstance(node.op, ast.And) else " or "
            return f"({word.join(condition(scope, one) for one in node.values)})"
        case ast.UnaryOp(op=ast.Not()):
            return f"(not {condition(scope, node.operand)})"
        case ast.Compare(ops=[op], comparators=[right]):
            return compared(scope, node.left, op, right)
    value = scope.plain(node)
    kind = value.slot.kind if value.slot is not None else value.kind
    if value.slot is not None:
        return value.slot.is_given
    if kind == BOOL:
        return f"({value.text} ?? false)" if value.optional else value.text
    raise NotLifted(f"`{shortened(node)}` as a condition")
