"""An `invariant` demands something else.

Whether it demands more or less cannot be told in general, so it counts as more.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.words import short

FAMILY: Family = "data"
BREAKS: Breaks = {
    "data": "data that break it are refused",
    "agents": "a call that breaks it is refused",
    "rewards": "calls that were refused may work",
}


def find(both: Both) -> Iterator[Found]:
    """Invariants whose conditions differ."""
    for old, new in both.invariants.pairs:
        if both.differ(old.condition, new.condition):
            breaks = ("agents", "data", *both.rewards_if_judged)
            message = f"changed from `{short(old.text)}` to `{short(new.text)}`"
            yield Found(f"invariant {new.name}", message, old.text, new.text, old, new, breaks)
