"""Who is signed in is a row of another entity, or nobody.

`me` means something else in every tool.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {
    "agents": "an episode starts as somebody else",
    "rewards": "tasks are done as somebody else",
}


def find(both: Both) -> Iterator[Found]:
    """Environments with another actor."""
    old, new = both.old.env.actor, both.new.env.actor
    known = None if old is None else both.types.entity_now(old)
    if known != new:
        breaks = ("agents", *both.rewards_if_judged)
        message = f"changed from {old or 'nobody'} to {new or 'nobody'}"
        yield Found("actor", message, old, new, at=both.new.start, breaks=breaks)
