"""A tool's result, or a field of it, may have values that the old one could not have.

Another type, null, or a new member of an enum.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.interface import result_changes
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {"agents": "the result may be what the old output schema does not allow"}


def find(both: Both) -> Iterator[Found]:
    """Results of another shape."""
    for what, was, at, one in result_changes(both, "changed"):
        place = f"result field {one.path}" if one.path else "result"
        message = f"{place} changed from {one.old} to {one.new}"
        yield Found(what, message, one.old, one.new, was, at)
