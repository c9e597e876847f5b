"""Whether two plans end in the same state: told by comparing what they changed, never by guessing.

Automatic keys and times are compared up to renaming, `scratch` fields and what the task lets change not at all: the meaning of the default
goal, with the solution's own changes as what is expected.
"""

from __future__ import annotations

from collections.abc import Mapping

from awmc.runtime.judging.model import Changes, Entity, Expected, Rubric
from awmc.runtime.judging.same import different


def same_end(
    rubric: Rubric, entities: Mapping[str, Entity], solution: Changes, other: Changes
) -> bool:
    """Whether `other` leads to the state that `solution` leads to."""
    alike = Rubric(rubric.task, expected=expected_of(solution), may_change=rubric.may_change)
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
