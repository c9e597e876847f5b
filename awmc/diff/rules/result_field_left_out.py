"""A field of a tool's result is left out where it is none (`name?`); it was always there."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.interface import result_changes
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {"agents": "who reads the field may find nothing"}


def find(both: Both) -> Iterator[Found]:
    """Fields that are required in the old output schema alone."""
    for what, was, at, one in result_changes(both, "optional"):
        message = f"result field {one.path} may be left out"
        yield Found(what, message, was=was, at=at)
