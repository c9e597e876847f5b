"""How rows are looked for: what the filters over all rows of an entity want their fields to equal, and what makes such rows quick to find.

In: nodes of the IR. Out: `filters`, each loop over an entity's rows with the equalities that its conditions ask for in any case; `ways` and `leading`, the fields by
which rows are found without going through all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir import types as t
from awmc.ir.conditions import conjuncts, plain
from awmc.ir.model import Entity, Environment
from awmc.ir.node import Node
from awmc.ir.walk import walk


@dataclass(frozen=True, slots=True)
class Filter:
    """A loop over an entity's rows that wants each of `equals`, fields and values known before the row is."""

    entity: str
    equals: tuple[tuple[str, e.Expr], ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields alone."""
        return tuple(field for field, _ in self.equals)


def filters(env: Environment, nodes: Iterable[Node]) -> Iterator[Filter]:
    """Those of the comprehensions and loops among the nodes that ask for an equality, as a `has` list does by itself."""
    for node in nodes:
        if isinstance(node, e.Comprehension | s.For):
            yield from _of(env, node.clauses)


def ways(entity: Entity) -> list[tuple[str, ...]]:
    """The fields of the key and of what is unique, indexed or kept apart: rows are found by the beginning of each."""
    return [
        tuple(field.name for field in entity.keys),
        *(unique.fields for unique in entity.uniques),
        *(index.fields for index in entity.indexes),
        *((*one.fields, one.start) for one in entity.no_overlaps),
    ]


def leading(entity: Entity) -> set[str]:
    """The first field of each way, and every reference."""
    first = {way[0] for way in ways(entity) if way}
    return first | {f.name for f in entity.fields if isinstance(t.unwrap(f.type), t.RefType)}


def _of(env: Environment, clauses: tuple[e.Clause, ...]) -> Iterator[Filter]:
    for place, clause in enumerate(clauses):
        if not isinstance(clause, e.ForClause):
            continue
        wanted = tuple(_wanted(clause.names[0], clauses[place + 1 :]))
        match clause.source:
            case e.EntityRows(entity=entity) if wanted:
                yield Filter(entity, wanted)
            case e.HasGet(row=row, entity=owner, field=field):
                (has,) = [one for one in env.entity(owner).has if one.name == field]
                yield Filter(has.entity, ((has.by, row), *wanted))
            case _:
                pass


def _wanted(name: str, clauses: tuple[e.Clause, ...]) -> Iterator[tuple[str, e.Expr]]:
    """What the filters right after the row `name` want its fields to equal."""
    for clause in clauses:
        if not isinstance(clause, e.IfClause):
            return
        for one in conjuncts(plain(clause.condition)):
            if isinstance(one, e.Compare) and one.op == "==":
                for side, other in ((one.left, one.right), (one.right, one.left)):
                    match side:
                        case e.FieldGet(row=e.Var(name=row), field=field) if row == name:
                            if _is_looked_for(other, name):
                                yield field, other
                        case _:
                            pass


def _is_looked_for(value: e.Expr, row: str) -> bool:
    """Whether a value is known before the row is, and is not none, which many rows may be."""
    if isinstance(value, e.Const) and value.value is None:
        return False
    return not any(isinstance(node, e.Var) and node.name == row for node in walk(value))
