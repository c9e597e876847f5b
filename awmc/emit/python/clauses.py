"""The condition of a goal's clause: true or false, and where a comparison fails, both of its values for the reason.

In: a condition. Out: Python in which the comparisons that decide it, alone or joined by `and`, are `s.compare(left, "==", right)`.
"""

from __future__ import annotations

import ast

from awmc.emit.python.context import Context
from awmc.emit.python.nodes import both, call, call_named, const, known_some
from awmc.emit.python.untold import is_untold
from awmc.ir import expr as e
from awmc.ir import types as t

_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


def truth(cx: Context, value: e.Expr) -> ast.expr:
    """The condition, a bool."""
    match value:
        case e.And(items=items):
            made: list[ast.expr] = []
            for item in items:
                made.append(truth(cx, item))
                cx = cx.assuming(known_some(made[-1], True))
            return both(made)
        case e.Compare():
            return _compared(cx, value)
        case _:
            return _plain(cx.expr(value))


def _plain(made: ast.expr) -> ast.expr:
    return call("bool", made) if is_untold(made) else made


def _compared(cx: Context, value: e.Compare) -> ast.expr:
    made = cx.expr(value)
    match made:
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _SIGNS:
            ordered = not isinstance(op, ast.Eq | ast.NotEq)
            if ordered and isinstance(t.unwrap(value.left.type), t.EnumType):
                return _plain(made)  # their places are compared, which tell nobody anything
            kind = t.unwrap(value.left.type)
            places = kind.places if isinstance(kind, t.DecimalType) else 0
            keywords = [("places", const(places))] if places else []
            function = cx.on("compare").func
            return call_named(function, [left, const(_SIGNS[type(op)]), right], keywords)
        case _:
            return _plain(made)
