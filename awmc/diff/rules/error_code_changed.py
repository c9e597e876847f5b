"""What refuses a call, and demands the same as before, gives another error code.

A caller that looks for the old code takes the error for an unknown one.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.interface import refusals
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {"agents": "who looks for the old code does not find it"}


def find(both: Both) -> Iterator[Found]:
    """Refusals that have another code; a parameter without an `else` gives not_found."""
    for tool, was, now, before, after in refusals(both):
        old, new = (one.code if one is not None else "not_found" for one in (was, now))
        if old != new:
            message = f"error code changed from {old} to {new}"
            yield Found(f"tool {tool.name}", message, old, new, before, after)
