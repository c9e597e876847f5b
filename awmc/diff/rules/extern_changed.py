"""An outside Python function was added or removed, has another signature, or stands elsewhere.

What the Python does is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.canon import canon
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "behaviour"
BREAKS: Breaks = {"rewards": "what a tool does, or a goal asks, depends on it"}


def find(both: Both) -> Iterator[Found]:
    """Outside functions that differ."""
    for one in both.externs.removed:
        yield Found(f"extern {one.name}", "removed", was=one, breaks=())
    for one in both.externs.added:
        yield Found(f"extern {one.name}", "added", at=one, breaks=())
    for old, new in both.externs.pairs:
        was, now = (
            (one.module, one.function, one.type, tuple(p.type for p in one.params))
            for one in (old, new)
        )
        if canon(was, both.types) != canon(now):
            breaks = both.rewards_if_judged
            yield Found(f"extern {new.name}", "changed", was=old, at=new, breaks=breaks)
