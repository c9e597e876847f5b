"""A `require` of a goal asks for something else."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.conditions import shown
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "rewards"
BREAKS: Breaks = {"rewards": "an episode may pass that failed, or fail that passed"}


def find(both: Both) -> Iterator[Found]:
    """The only clause of a goal that differs."""
    for _, new, found in both.goals:
        for was, now in found.before.changed:
            message = f"clause of the goal changed from {shown(was)} to {shown(now)}"
            yield Found(f"task {new.name}", message, was.text, now.text, was, now)
