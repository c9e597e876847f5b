"""A tool has a new `require`.

Calls that worked may be refused. Verdicts look at data, so only those of tools that write may change.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.conditions import shown
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {
    "agents": "a call that worked may be refused",
    "rewards": "an episode whose call is refused now ends in other data",
}


def find(both: Both) -> Iterator[Found]:
    """Guards at the top of a body that are new."""
    for old, new, bodies in both.bodies:
        for one in bodies.before.added:
            breaks = ("agents", *both.rewards_if_writing(old, new))
            message = f"guard added: {shown(one)}"
            yield Found(f"tool {new.name}", message, None, one.text, old, one, breaks)
