"""A tool has lost an `ensure`.

Calls that failed by it may work, and less is promised of what they do.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.conditions import shown
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {"rewards": "an episode whose call failed ends in other data"}


def find(both: Both) -> Iterator[Found]:
    """Postconditions that are gone."""
    for old, new, bodies in both.bodies:
        for one in bodies.after.removed:
            breaks = both.rewards_if_writing(old, new)
            message = f"postcondition removed: {shown(one)}"
            yield Found(f"tool {new.name}", message, one.text, None, one, new, breaks)
