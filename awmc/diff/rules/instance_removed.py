"""A family of tasks has lost instances."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.instances import few
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "rewards"
BREAKS: Breaks = {"rewards": "their scores have no successor"}


def find(both: Both) -> Iterator[Found]:
    """Ids that only the old side has."""
    for family in both.instances:
        if family.removed:
            message = f"{len(family.removed)} removed: {few(family.removed)}"
            yield Found(f"task {family.new.name}", message, was=family.old, at=family.new)
