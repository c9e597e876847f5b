"""A tool has a new `ensure`.

A call whose effects do not satisfy it fails and leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.conditions import shown
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {
    "agents": "a call that worked fails where its effects do not satisfy it",
    "rewards": "an episode whose call fails now ends in other data",
}


def find(both: Both) -> Iterator[Found]:
    """Postconditions that are new."""
    for old, new, bodies in both.bodies:
        for one in bodies.after.added:
            breaks = ("agents", *both.rewards_if_writing(old, new))
            message = f"postcondition added: {shown(one)}"
            yield Found(f"tool {new.name}", message, None, one.text, old, one, breaks)
