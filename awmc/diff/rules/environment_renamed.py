"""The environment has another name: its generated folder and its package are called otherwise.

Calls, rows and tasks are as they were. In folders, environments are paired by name, so there it counts as removed and added.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "data"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Environments with two names."""
    old, new = both.old.env.name, both.new.env.name
    if old != new:
        yield Found("environment", f"renamed from {old} to {new}", old, new, at=both.new.start)
