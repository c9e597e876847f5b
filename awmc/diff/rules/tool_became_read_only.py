"""A tool that may have written is known to write nothing now.

Calls work as before; what they were called for does not happen any more.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {"rewards": "an episode that called it ends in other data"}


def find(both: Both) -> Iterator[Found]:
    """Tools that got the read-only mark."""
    for old, new in both.tools.pairs:
        if new.read_only and not old.read_only:
            breaks = both.rewards_if_judged
            yield Found(f"tool {new.name}", "it writes nothing now", was=old, at=new, breaks=breaks)
