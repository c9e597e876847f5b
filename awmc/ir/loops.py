"""The names that loops bind."""

from __future__ import annotations

from collections.abc import Sequence

from awmc.ir.expr import Clause, ForClause
from awmc.ir.types import Type


def loop_params(clauses: Sequence[Clause]) -> list[tuple[str, Type]]:
    """The names that the `for`s of some clauses bind, with their types."""
    return [
        pair
        for clause in clauses
        if isinstance(clause, ForClause)
        for pair in zip(clause.names, clause.types, strict=True)
    ]
