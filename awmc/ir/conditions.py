"""Conditions in one form, and taken apart.

In: a condition of the IR. Out: `plain`, the same without what the compiler adds for narrowing and with each comparison in one direction; of plain ones
`negation` and `conjuncts`. Guaranteed: the meaning stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, cast

from awmc.ir import expr as e
from awmc.ir.node import Node
from awmc.ir.walk import rebuild

Operator = Literal["==", "!=", "<", "<=", ">", ">="]

TURNED: dict[Operator, Operator] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "==": "==",
    "!=": "!=",
}
"""The operator with its sides changed."""
_OPPOSITE: dict[Operator, Operator] = {
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
    "==": "!=",
    "!=": "==",
}


def plain(value: e.Expr) -> e.Expr:
    """The expression without what the compiler adds for narrowing, with constants on the right of comparisons."""

    def change(node: Node) -> Node:
        node = rebuild(node, change)
        if isinstance(node, e.Narrow):
            return node.value
        if isinstance(node, e.Compare):
            return _oriented(node)
        if isinstance(node, e.Not):
            return negation(node.value)
        return node

    return cast(e.Expr, change(value))  # of an expression, an expression is made


def negation(value: e.Expr) -> e.Expr:
    """What holds where a plain condition does not."""
    match value:
        case e.Not(value=inner):
            return inner
        case e.Compare(op=op, left=left, right=right):
            return _oriented(e.Compare(op=_OPPOSITE[op], left=left, right=right))
        case e.In():
            return replace(value, negated=not value.negated)
        case e.Or(items=items):
            return e.And(items=tuple(negation(item) for item in items))
        case _:
            return e.Not(value=value)


def conjuncts(value: e.Expr) -> Iterator[e.Expr]:
    """The conditions that hold each where a plain one holds."""
    if isinstance(value, e.And):
        for item in value.items:
            yield from conjuncts(item)
    else:
        yield value


def _oriented(node: e.Compare) -> e.Compare:
    turn = isinstance(node.left, e.Const) or (
        node.op in (">", ">=") and not isinstance(node.right, e.Const)
    )
    if not turn or (isinstance(node.left, e.Const) and isinstance(node.right, e.Const)):
        return node
    return e.Compare(op=TURNED[node.op], left=node.right, right=node.left)
