"""What a spec makes use of: which fields are read and written, and which entities anything has to do with.

In: a subject with its environment. Out: its `Usage`. Guaranteed: a field that rows share by a rule (a unique one, one of `@flow`, or of
`@no_overlap`) is read; a default, and what a data block says of its own rows, is not a use.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir import types as t
from awmc.ir.model import DataFile, DataFor, DataTable, Entity, Field, Has, RecordField
from awmc.ir.node import Node
from awmc.lint.facts.once import once
from awmc.lint.subject import Subject

Place = tuple[str, str]
"""An entity and the name of a stored field."""


@dataclass(slots=True)
class Usage:
    """What is used, a set for each question."""

    reads: set[Place] = field(default_factory=set)
    """Stored fields that are read anywhere, data blocks included."""
    derived: set[Place] = field(default_factory=set)
    """Derived fields that are read."""
    lists: set[Place] = field(default_factory=set)
    """`has` lists that are read."""
    writes: set[Place] = field(default_factory=set)
    """Stored fields that get a value other than their default from a tool, a handler or a task."""
    creates: set[str] = field(default_factory=set)
    """Entities of which a tool, a handler or a task makes rows."""
    entities: set[str] = field(default_factory=set)
    """Entities that anything outside their own declaration and data has to do with."""


@once
def usage(subject: Subject) -> Usage:
    """What the environment uses."""
    found = Usage()
    _note_reads(subject, found)
    _note_writes(subject, found)
    if subject.env.actor is not None:
        found.entities.add(subject.env.actor)
    for part, below in subject.parts:
        own = _declares(part)
        is_data = isinstance(part, DataTable | DataFile | DataFor)
        for node in below:
            if not is_data or isinstance(node, e.EntityRows):
                _note_entity(node, own, found)
    return found


def _declares(part: Node) -> str | None:
    """The entity that a declaration is of."""
    if isinstance(part, DataTable | DataFile | DataFor):
        return part.entity
    return part.name if isinstance(part, Entity) else None


def _note_reads(subject: Subject, found: Usage) -> None:
    found.reads |= {(node.entity, node.field) for node in subject.nodes(e.FieldGet)}
    found.derived |= {(node.entity, node.field) for node in subject.nodes(e.DerivedGet)}
    found.lists |= {(node.entity, node.field) for node in subject.nodes(e.HasGet)}
    for entity in subject.env.entities:
        found.reads |= {(entity.name, name) for name in _ruled(entity)}
        found.reads |= {
            (has.entity, has.by) for has in entity.has if (entity.name, has.name) in found.lists
        }
    for call in subject.nodes(e.Builtin):
        match call:
            case e.Builtin(name="ancestors" | "descendants", args=(row, e.Const(value=str(step)))):
                target = t.unwrap(row.type)
                if isinstance(target, t.RefType):
                    found.reads.add((target.entity, step))
            case _:
                pass


def _note_writes(subject: Subject, found: Usage) -> None:
    for created in subject.nodes(s.Create):
        found.creates.add(created.entity)
        found.writes |= _given(created, subject.entities[created.entity])
    for change in subject.nodes(s.SetFields):
        found.writes |= {(change.entity, value.path[0]) for value in change.values}


def _note_entity(node: Node, own: str | None, found: Usage) -> None:
    """To be of an entity's type, or to list its rows, is only to name it in a declaration: what counts is who reads that."""
    if isinstance(node, Entity | Field | RecordField | Has):
        return
    named = getattr(node, "entity", None) or _entity_of(getattr(node, "type", None))
    if isinstance(named, str) and named != own:
        found.entities.add(named)


def _entity_of(type_: object) -> str | None:
    while isinstance(type_, t.OptionType | t.ListType):
        type_ = type_.item
    return type_.entity if isinstance(type_, t.RefType) else None


def _given(node: s.Create, entity: Entity) -> set[Place]:
    defaults = {one.name: one.default for one in entity.fields}
    none = e.Const(value=None, type=t.NONE)
    return {
        (entity.name, value.path[0])
        for value in node.values
        if value.value not in (defaults.get(value.path[0]), none)
    }


def _ruled(entity: Entity) -> Iterator[str]:
    for unique in entity.uniques:
        yield from unique.fields
    for overlap in entity.no_overlaps:
        yield from (*overlap.fields, overlap.start, overlap.end)
    for flow in entity.flows:
        yield flow.field
