"""A tool that agents could call is gone, or only other tools may call it now.

A call of it gives `unknown_tool`. Keep the tool under its name, and say in its description what to use instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {
    "agents": "a call of it gives unknown_tool",
    "rewards": "an episode that called it ends in other data",
}


def find(both: Both) -> Iterator[Found]:
    """Public tools without a partner."""
    private = {tool.name for tool in both.new.env.tools if tool.private}
    for tool in both.tools.removed:
        message = "only other tools may call it now" if tool.name in private else "removed"
        breaks = ("agents", *both.rewards_if_writing(tool))
        yield Found(f"tool {tool.name}", message, was=tool, breaks=breaks)
