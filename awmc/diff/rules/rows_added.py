"""The initial data have more rows.

Task instances that change by it are told of themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diagnostics.words import counted
from awmc.diff.both import Both
from awmc.diff.instances import few
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "data"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Keys that only the new data have."""
    for rows in both.rows:
        if rows.added:
            message = (
                f"{counted(len(rows.added), 'row')} added to the initial data: {few(rows.added)}"
            )
            yield Found(f"entity {rows.new.name}", message, was=rows.old, at=rows.new)
