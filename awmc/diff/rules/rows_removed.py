"""The initial data have fewer rows.

Episodes start from other data: one that names such a row is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diagnostics.words import counted
from awmc.diff.both import Both
from awmc.diff.instances import few
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "data"
BREAKS: Breaks = {"rewards": "episodes start without them"}


def find(both: Both) -> Iterator[Found]:
    """Keys that only the old data have."""
    for rows in both.rows:
        if rows.removed:
            message = f"{counted(len(rows.removed), 'row')} removed from the initial data: {few(rows.removed)}"
            breaks = both.rewards_if_judged
            yield Found(
                f"entity {rows.new.name}", message, was=rows.old, at=rows.new, breaks=breaks
            )
