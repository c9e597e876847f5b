"""A tool that was known to write nothing may write now.

Its `readOnlyHint` is gone: frameworks that let agents call such tools without asking, or call them twice, do so no longer.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {"rewards": "an episode that called it ends in other data"}


def find(both: Both) -> Iterator[Found]:
    """Tools that lost their read-only mark."""
    for old, new in both.tools.pairs:
        if old.read_only and not new.read_only:
            breaks = both.rewards_if_judged
            yield Found(f"tool {new.name}", "it may write now", was=old, at=new, breaks=breaks)
