"""A field of a tool's result is gone.

Who reads it finds nothing there.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.interface import result_changes
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {"agents": "who reads the field finds nothing"}


def find(both: Both) -> Iterator[Found]:
    """Fields that the old output schema has."""
    for what, was, at, one in result_changes(both, "removed"):
        yield Found(what, f"result field {one.path} removed", one.old, None, was, at)
