"""A call of the tool ends the episode now, or does so no longer.

After a tool that `ends`, every call gives `episode_over`.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Audience, Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {
    "agents": "calls after it are refused with episode_over",
    "rewards": "what an episode did after it does not count in the same way",
}


def find(both: Both) -> Iterator[Found]:
    """Tools that gained or lost `ends`."""
    for old, new in both.tools.pairs:
        if old.ends != new.ends:
            message = "it ends the episode now" if new.ends else "it ends the episode no longer"
            refused: tuple[Audience, ...] = ("agents",) if new.ends else ()
            breaks = refused + both.rewards_if_judged
            yield Found(f"tool {new.name}", message, was=old, at=new, breaks=breaks)
