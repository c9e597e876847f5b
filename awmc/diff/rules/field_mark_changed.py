"""A field gained or lost `hidden`, `scratch` or `owner`.

`hidden` decides what may be returned; `scratch` what counts as a change when a task is judged; `owner` what a `delete` takes along.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.schema import field_pairs

FAMILY: Family = "data"
BREAKS: Breaks = {"rewards": "what counts as a change, or goes with a deleted row, is another"}


def find(both: Both) -> Iterator[Found]:
    """Fields whose marks differ."""
    for what, old, new in field_pairs(both):
        for mark in ("hidden", "scratch", "owner"):
            was, now = getattr(old, mark), getattr(new, mark)
            if was != now:
                breaks = () if mark == "hidden" else both.rewards_if_judged
                message = f"it is {mark} now" if now else f"it is {mark} no longer"
                yield Found(what, message, was=old, at=new, breaks=breaks)
