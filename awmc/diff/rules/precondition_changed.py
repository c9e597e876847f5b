"""A `require` of a tool demands something else.

Whether it demands more or less cannot be told in general, so it counts as more.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.conditions import shown
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {
    "agents": "a call that worked may be refused",
    "rewards": "an episode whose call is refused now, or no longer, ends in other data",
}


def find(both: Both) -> Iterator[Found]:
    """Guards with the same failure, or the only one that changed."""
    for old, new, bodies in both.bodies:
        for was, now in bodies.before.changed:
            breaks = ("agents", *both.rewards_if_writing(old, new))
            message = f"guard changed from {shown(was)} to {shown(now)}"
            yield Found(f"tool {new.name}", message, was.text, now.text, was, now, breaks)
