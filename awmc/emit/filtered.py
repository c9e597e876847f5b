"""What the conditions of a comprehension say of its rows, as far as it can be read off.

In: clauses, and conditions of them. Out: the conditions that every row meets before anything else is asked of it, and the comparisons in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from awmc.ir import expr as e
from awmc.ir.walk import walk

_CANNOT_FAIL = (e.Var, e.Const, e.FieldGet, e.Compare, e.And, e.Or, e.Not, e.Narrow, e.StateRow)


def conditions(rest: Sequence[e.Clause]) -> Iterator[e.Expr]:
    """The conditions right after a `for`, as far as those before them cannot fail."""
    first = takewhile(lambda clause: isinstance(clause, e.IfClause), rest)
    for clause in first:
        assert isinstance(clause, e.IfClause)
        parts = (
            clause.condition.items if isinstance(clause.condition, e.And) else (clause.condition,)
        )
        for part in parts:
            yield part
            if not all(isinstance(n, _CANNOT_FAIL) for n in walk(part)):
                return


def sides(condition: e.Expr, name: str) -> Iterator[tuple[e.FieldGet, e.Expr]]:
    """A comparison of a field of the row `name` with something: the field, and the other side."""
    if not isinstance(condition, e.Compare) or condition.op != "==":
        return
    for mine, other in ((condition.left, condition.right), (condition.right, condition.left)):
        plain = mine.value if isinstance(mine, e.Narrow) else mine
        if (
            isinstance(plain, e.FieldGet)
            and isinstance(plain.row, e.Var)
            and plain.row.name == name
        ):
            yield plain, other
