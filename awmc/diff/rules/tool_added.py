"""There is a new tool, or one that was private may now be called.

Calls that worked go on working.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Public tools that have no old partner."""
    for tool in both.tools.added:
        yield Found(f"tool {tool.name}", "added", at=tool)
