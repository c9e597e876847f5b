"""A goal has a new `require`."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.conditions import shown
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "rewards"
BREAKS: Breaks = {"rewards": "an episode that passed may fail"}


def find(both: Both) -> Iterator[Found]:
    """Clauses that only the new goal has."""
    for _, new, found in both.goals:
        for one in found.before.added:
            yield Found(
                f"task {new.name}",
                f"clause added to the goal: {shown(one)}",
                None,
                one.text,
                at=one,
            )
