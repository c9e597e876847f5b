"""A field of a tool's result that was left out where it was none is always there now."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.interface import result_changes
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Fields that are required in the new output schema alone."""
    for what, was, at, one in result_changes(both, "always"):
        message = f"result field {one.path} is always there now"
        yield Found(what, message, was=was, at=at)
