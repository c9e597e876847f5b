"""A goal has lost a `require`."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.conditions import shown
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "rewards"
BREAKS: Breaks = {"rewards": "an episode that failed may pass"}


def find(both: Both) -> Iterator[Found]:
    """Clauses that only the old goal has."""
    for _, new, found in both.goals:
        for one in found.before.removed:
            message = f"clause removed from the goal: {shown(one)}"
            yield Found(f"task {new.name}", message, one.text, None, one, new)
