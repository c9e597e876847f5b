"""A tool that only other tools call was changed, added or removed."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both, tool_meaning
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.uses import users

FAMILY: Family = "behaviour"
BREAKS: Breaks = {"rewards": "the same calls may end in other data"}


def find(both: Both) -> Iterator[Found]:
    """Private tools that differ."""
    for tool in both.private_tools.removed:
        yield Found(f"private tool {tool.name}", "removed", was=tool, breaks=())
    for tool in both.private_tools.added:
        yield Found(f"private tool {tool.name}", "added", at=tool, breaks=())
    for old, new in both.private_tools.pairs:
        if tool_meaning(old, both.names) != tool_meaning(new, both.new_names):
            used = users(both.new.env, "tool", new.name)
            breaks = both.rewards_if_judged if used.judged else ()
            yield Found(
                f"private tool {new.name}", f"changed; {used}", was=old, at=new, breaks=breaks
            )
