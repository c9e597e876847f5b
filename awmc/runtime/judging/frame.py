"""The frame: nothing has changed outside what the solution touched.

In: what the task asks for, the net changes, and the cells that the user's side wrote last. Out: a sentence for each difference, in the order of the
entities. Set aside are `scratch` columns, what the task's `may change` names, and what the user's side wrote; a whole row that it made or
deleted stands there under the column `*`. The values of created rows are not looked at, only how many there are.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping

from awmc.runtime.judging.changes import shown_cell, shown_column, shown_row, some_of
from awmc.runtime.judging.model import Cell, Changes, Entity, Key, Rubric


def outside_frame(
    rubric: Rubric,
    entities: Mapping[str, Entity],
    changes: Changes,
    user_cells: Collection[Cell],
) -> list[str]:
    """What changed that should not have, and rows that should have been made or deleted and were not."""
    created = {*changes.created, *rubric.footprint.created}
    deleted = {*changes.deleted, *rubric.footprint.deleted}
    present = {*changes.changed, *created, *deleted}
    if not present:
        return []
    order = [t for t in entities if t in present]
    order += sorted(present.difference(order))
    users = frozenset(user_cells)
    found: list[str] = []
    for table in order:
        if rubric.may_change.get(table, ()) is None:
            continue
        entity = entities.get(table)
        if table in changes.changed:
            found += _changed(rubric, entity, table, changes, users)
        if table in created:
            found += _created(rubric, entity, table, changes, users)
        if table in deleted:
            found += _deleted(rubric, entity, table, changes, users)
    return some_of(found)


def _by_user(users: frozenset[Cell], table: str, key: Key, column: str) -> bool:
    if not users:
        return False
    text = json.dumps(list(key), ensure_ascii=False, separators=(",", ":"))
    return (table, text, column) in users or (table, text, "*") in users


def _changed(
    rubric: Rubric, entity: Entity | None, table: str, changes: Changes, users: frozenset[Cell]
) -> Iterator[str]:
    aside = {*(rubric.may_change.get(table) or ()), *(entity.scratch if entity else ())}
    allowed = rubric.footprint.changed.get(table, {})
    for key, cells in changes.changed.get(table, {}).items():
        for column, (before, after) in cells.items():
            if column in aside or column in allowed.get(key, ()):
                continue
            if _by_user(users, table, key, column):
                continue
            old, new = shown_cell(entity, column, before), shown_cell(entity, column, after)
            yield (
                f"{shown_row(entity, table, key)}: {shown_column(entity, column)} changed "
                f"from {old} to {new}, which the task does not ask for"
            )


def _created(
    rubric: Rubric, entity: Entity | None, table: str, changes: Changes, users: frozenset[Cell]
) -> Iterator[str]:
    wanted = rubric.footprint.created.get(table, 0)
    rows = changes.created.get(table, {})
    made = sum(not _by_user(users, table, key, "*") for key in rows) if users else len(rows)
    if made != wanted:
        name = entity.name if entity else table
        yield f"{made or 'no'} new row{'s' * (made != 1)} of {name}, not {wanted}"


def _deleted(
    rubric: Rubric, entity: Entity | None, table: str, changes: Changes, users: frozenset[Cell]
) -> Iterator[str]:
    wanted = rubric.footprint.deleted.get(table, ())
    gone = changes.deleted.get(table, ())
    for key in gone:
        if key not in wanted and not _by_user(users, table, key, "*"):
            yield f"{shown_row(entity, table, key)} was deleted"
    for key in wanted:
        if key not in gone:
            yield f"{shown_row(entity, table, key)} should have been deleted"
