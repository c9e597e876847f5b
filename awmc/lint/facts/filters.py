"""How rows are looked for: by which fields the filters over all rows of an entity compare, and what is indexed for them.

In: a subject with its environment, or clauses of it. Out: `equalities`, the fields that a filter wants to equal something in any case; `compared`, all that filters and orders mention;
`redundant_indexes`, what is indexed twice. Tasks and invariants are left aside: no agent waits for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.filters import filters
from awmc.ir.model import Def, Entity, Tool, View
from awmc.ir.node import Node
from awmc.ir.walk import walk
from awmc.lint.facts.once import once
from awmc.lint.facts.usage import Place
from awmc.lint.subject import Subject
from awmc.syntax import ast


@dataclass(frozen=True, slots=True)
class Equality:
    """A filter that goes through an entity's rows for those whose `fields` have certain values; `owner` is what asks."""

    owner: str
    entity: str
    fields: tuple[str, ...]


def equalities(subject: Subject) -> Iterator[Equality]:
    """Such filters of tools, and of what tools show and check."""
    for part, below in subject.parts:
        if isinstance(part, Tool | Def | View | Entity):
            kind = {Tool: "the tool ", Def: "the `def` ", View: "the view "}.get(type(part), "")
            for found in filters(subject.env, below):
                yield Equality(f"{kind}`{part.name}`", found.entity, found.fields)


def compared(clauses: Iterable[Node]) -> set[Place]:
    """Every field that some filters and orders read."""
    return {
        (node.entity, node.field)
        for clause in clauses
        for node in walk(clause)
        if isinstance(node, e.FieldGet)
    }


@once
def redundant_indexes(subject: Subject) -> dict[ast.IndexRule, str]:
    """Each index whose fields something else begins with, and what that is."""
    found = {}
    for entity in subject.env.entities:
        members = subject.entity_decls[entity.name].members
        rules = [member for member in members if isinstance(member, ast.IndexRule)]
        indexes = [tuple(ident.name for ident in rule.fields) for rule in rules]
        for place, (rule, fields) in enumerate(zip(rules, indexes, strict=True)):
            longer = [other for other in indexes if other != fields]
            other = _other_way(entity, fields, longer + indexes[:place])
            if other is not None:
                found[rule] = other
    return found


def _other_way(
    entity: Entity, fields: tuple[str, ...], indexes: list[tuple[str, ...]]
) -> str | None:
    """What begins with the fields besides their own index."""
    size = len(fields)
    if tuple(field.name for field in entity.keys)[:size] == fields:
        return "the key"
    if any(unique.fields[:size] == fields for unique in entity.uniques):
        return "what is unique"
    if any((*one.fields, one.start)[:size] == fields for one in entity.no_overlaps):
        return "`@no_overlap`"
    if any(other[:size] == fields for other in indexes):
        return "another index"
    is_reference = size == 1 and isinstance(t.unwrap(entity.field(fields[0]).type), t.RefType)
    return "the reference itself" if is_reference else None
