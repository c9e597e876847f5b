"""A tool went from the agent to the simulated user (`by user`), or the other way.

The side that had it gets `unknown_tool`.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {
    "agents": "the side that called it gets unknown_tool",
    "rewards": "calls by the user's side are outside the frame, and count in no limit",
}


def find(both: Both) -> Iterator[Found]:
    """Tools on another side."""
    sides = {False: "the agent", True: "the user"}
    for old, new in both.tools.pairs:
        if old.by_user != new.by_user:
            was, now = sides[old.by_user], sides[new.by_user]
            breaks = ("agents", *both.rewards_if_judged)
            yield Found(
                f"tool {new.name}", f"it went from {was} to {now}", was, now, old, new, breaks
            )
