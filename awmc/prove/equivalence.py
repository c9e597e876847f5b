"""Whether two plans end in the same state: told by comparing what they changed, never by guessing.

Automatic keys and times are compared up to renaming, and `scratch` fields not at all: the meaning of the default goal, with the solution's own
changes as what is expected. What a task lets change (`may change`) counts as the same only in fields that the solution sets itself: a note in
other words is the same note, but a row elsewhere is not the same state. So a `may change` that is too wide shows as survivors.
"""

from __future__ import annotations

from collections.abc import Mapping

from awmc.runtime.judging.model import Changes, Entity, Expected, Rubric
from awmc.runtime.judging.same import different


def same_end(
    rubric: Rubric, entities: Mapping[str, Entity], solution: Changes, other: Changes
) -> bool:
    """Whether `other` leads to the state that `solution` leads to."""
    free = {
        table: _set_by(solution, entities[table], columns)
        for table, columns in rubric.may_change.items()
    }
    alike = Rubric(rubric.task, expected=expected_of(solution), may_change=free)
    return not different(alike, entities, other)


def expected_of(changes: Changes) -> Expected:
    """Changes as something to be expected: their values afterwards."""
    return Expected(
        created={table: tuple(rows.items()) for table, rows in changes.created.items()},
        changed={
            table: {
                key: {c: after for c, (_, after) in cells.items()} for key, cells in rows.items()
            }
            for table, rows in changes.changed.items()
        },
        deleted=changes.deleted,
    )


def _set_by(solution: Changes, entity: Entity, columns: tuple[str, ...] | None) -> tuple[str, ...]:
    """Those of the columns (None: of all) that the solution gives a value to."""
    known = entity.columns if columns is None else columns
    if solution.created.get(entity.table):
        return known
    rows = solution.changed.get(entity.table, {}).values()
    return tuple(column for column in known if any(column in cells for cells in rows))
