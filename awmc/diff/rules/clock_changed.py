"""Episodes start at another time: `now()` and `today()` give something else."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "data"
BREAKS: Breaks = {"rewards": "what depends on the time is otherwise"}


def find(both: Both) -> Iterator[Found]:
    """Environments with two clocks."""
    old, new = both.old.env.clock, both.new.env.clock
    if old != new:
        breaks = both.rewards_if_judged
        yield Found(
            "clock", f"changed from {old} to {new}", old, new, at=both.new.start, breaks=breaks
        )
