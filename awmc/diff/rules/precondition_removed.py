"""A tool has lost a `require`.

Calls that were refused may work.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.conditions import shown
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {"rewards": "an episode whose call was refused ends in other data"}


def find(both: Both) -> Iterator[Found]:
    """Guards at the top of a body that are gone."""
    for old, new, bodies in both.bodies:
        for one in bodies.before.removed:
            breaks = both.rewards_if_writing(old, new)
            message = f"guard removed: {shown(one)}"
            yield Found(f"tool {new.name}", message, one.text, None, one, new, breaks)
