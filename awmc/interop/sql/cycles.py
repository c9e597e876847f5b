"""Entities that need each other.

In: entities by their tables. Out: the same, with references made optional. Guaranteed: of each there can be a first row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from awmc.interop.report import Report, Topic
from awmc.interop.sql.entities import Entity, Field


def opened(entities: dict[str, Entity], report: Report) -> dict[str, Entity]:
    """With a reference made optional in each cycle of those that must be there."""
    while (found := _closing(entities)) is not None:
        entity, field = found
        report.add(
            Topic.chosen,
            f"{entity.table}.{', '.join(field.columns)}",
            "it may be none, since no first row could be made otherwise",
        )
        fields = tuple(
            replace(one, optional=True, owner=False) if one is field else one
            for one in entity.fields
        )
        entities[entity.table] = replace(entity, fields=fields)
    return entities


def _closing(entities: Mapping[str, Entity]) -> tuple[Entity, Field] | None:
    """A reference, no key, by which a table needs a row that needs a row of it."""
    for entity in entities.values():
        for field in entity.fields:
            free = not field.optional and not field.key and field.target not in (None, entity.table)
            if free and entity.table in _needed(field.target or "", entities):
                return entity, field
    return None


def _needed(table: str, entities: Mapping[str, Entity]) -> set[str]:
    """The tables of which a row must be there before one of this table, itself included."""
    seen: set[str] = set()
    left = [table]
    while left:
        name = left.pop()
        if name not in seen:
            seen.add(name)
            left += [
                one.target
                for one in entities[name].fields
                if one.target is not None and not one.optional
            ]
    return seen
