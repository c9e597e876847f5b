"""What a loop of a goal goes through, cut down to what SQL can find: `the(i for i in Issue if i.title == "x" and …)` asks for the issues of that title.

In: the clauses of a comprehension that stays in Python. Out: for a source of all rows of an entity the query of those that pass its filters, as far as SQL can say them,
and the filters that are left. Guaranteed: the same rows in the same order; a condition that can fail, and what comes after it, is left.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from awmc.emit.python.context import Context
from awmc.emit.python.queries import asked
from awmc.emit.sql.sources import conjuncts
from awmc.ir import expr as e
from awmc.ir import types as t


def narrowed(
    cx: Context, source: e.ForClause, filters: Sequence[e.IfClause]
) -> tuple[ast.expr, tuple[e.Expr, ...]] | None:
    """The rows of an entity that pass the longest beginning of its filters that SQL can say, and the conditions that are left; None where it can say none."""
    if cx.queries is None or not isinstance(source.source, e.EntityRows):
        return None
    conditions = [part for clause in filters for part in conjuncts(clause.condition)]
    for count in range(len(conditions), 0, -1):
        wanted = _rows(source, conditions[:count])
        # the first alone can be asked for just where no filter can fail
        if cx.queries(cx.env, replace(wanted, gather="first", type=source.types[0])) is None:
            continue
        rows = asked(cx, wanted)
        if rows is not None:
            return rows, tuple(conditions[count:])
    return None


def _rows(source: e.ForClause, conditions: Sequence[e.Expr]) -> e.Comprehension:
    """`[x for x in source if conditions]`"""
    (type_,) = source.types
    test = e.IfClause(condition=e.And(items=tuple(conditions), type=t.BOOL))
    return e.Comprehension(
        gather="list",
        items=(e.Var(name=source.names[0], type=type_),),
        clauses=(source, test),
        type=t.ListType(item=type_),
    )
