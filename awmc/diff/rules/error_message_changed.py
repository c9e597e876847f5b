"""What refuses a call does so in other words, with the same code."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.canon import canon
from awmc.diff.interface import refusals
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Refusals that have the same code, and another message."""
    for tool, was, now, before, after in refusals(both):
        old, new = (one.code if one is not None else "not_found" for one in (was, now))
        if old == new and canon(was, both.within(tool)) != canon(now):
            message = f"refuses in other words ({new})"
            yield Found(f"tool {tool.name}", message, was=before, at=after)
