"""Invariants that say something of each row of an entity: what they say of one row.

In: an invariant such as `all(p(x) for x in E if q(x))`, or `not any(…)`. Out: the entity, the name of the row, and the condition that it keeps.
Guaranteed: the invariant holds exactly where the condition holds of every row of the entity.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from awmc.ir import expr as e
from awmc.ir.model import Entity, Environment


@dataclass(frozen=True)
class EachRow:
    """What is said of each row of `entity`, by the name that it has in `condition`."""

    entity: Entity
    name: str
    condition: e.Expr


def each_row(env: Environment, condition: e.Expr) -> EachRow | None:
    """What an invariant says of one row; None where it is not of this form."""
    match condition:
        case e.Comprehension(gather="all", order=(), limit=None, offset=None):
            return _each(env, condition, negated=False)
        case e.Not(value=e.Comprehension(gather="any", order=(), limit=None, offset=None) as inner):
            return _each(env, inner, negated=True)
        case _:
            return None


def _each(env: Environment, found: e.Comprehension, *, negated: bool) -> EachRow | None:
    first, *rest = found.clauses
    match first:
        case e.ForClause(names=(name,), source=e.EntityRows(entity=entity)):
            condition = _of_one(found, tuple(rest))
            return EachRow(
                env.entity(entity), name, e.Not(value=condition) if negated else condition
            )
        case _:
            return None


def _of_one(found: e.Comprehension, rest: tuple[e.Clause, ...]) -> e.Expr:
    """The condition without its first `for`: conditions up to the next one guard what follows."""
    guards: list[e.Expr] = []
    while rest and isinstance(rest[0], e.IfClause):
        guards.append(rest[0].condition)
        rest = rest[1:]
    inner: e.Expr = replace(found, clauses=rest) if rest else found.items[0]
    if found.gather == "any":
        return e.And(items=(*guards, inner)) if guards else inner
    return e.Or(items=(*(e.Not(value=guard) for guard in guards), inner)) if guards else inner
