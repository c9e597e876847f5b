"""A family of tasks has more instances."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.instances import few
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "rewards"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Ids that only the new side has."""
    for family in both.instances:
        if family.added:
            message = f"{len(family.added)} more: {few(family.added)}"
            yield Found(f"task {family.new.name}", message, was=family.old, at=family.new)
