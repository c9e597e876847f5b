"""A tool's result, or a field of it, has fewer values than it could have: it is never null now, or an enum has lost a member.

All of them were possible before.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.interface import result_changes
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Results whose new values were all possible before."""
    for what, was, at, one in result_changes(both, "narrowed"):
        place = f"result field {one.path}" if one.path else "result"
        message = f"{place} narrowed from {one.old} to {one.new}"
        yield Found(what, message, one.old, one.new, was, at)
