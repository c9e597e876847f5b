"""A parameter got a default.

Calls that give it go on working.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Parameters that have a default now."""
    for _, tool in both.tools.pairs:
        for old, new in both.params[tool.name].pairs:
            if old.default is None and new.default is not None:
                what = f"tool {tool.name}, parameter {new.name}"
                yield Found(what, "calls may leave it out now", was=old, at=new)
