"""A parameter that is left out stands for another value.

Calls without it work, and do something else.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.words import default_text

FAMILY: Family = "agents"
BREAKS: Breaks = {"rewards": "an episode that left it out ends in other data"}


def find(both: Both) -> Iterator[Found]:
    """Parameters with two defaults that differ."""
    for before, tool in both.tools.pairs:
        for old, new in both.params[tool.name].pairs:
            if old.default is None or new.default is None:
                continue
            if both.differ(old.default, new.default):
                what = f"tool {tool.name}, parameter {new.name}"
                was, now = default_text(both.old.env, old), default_text(both.new.env, new)
                breaks = both.rewards_if_writing(before, tool)
                message = f"its default went from {was} to {now}"
                yield Found(what, message, was, now, old, new, breaks)
