"""What a goal works out before its clauses, or in loops and branches, differs."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "rewards"
BREAKS: Breaks = {"rewards": "an episode may pass that failed, or fail that passed"}


def find(both: Both) -> Iterator[Found]:
    """Goals that differ in more than their clauses."""
    for old, new, found in both.goals:
        if found.rest or found.order:
            yield Found(
                f"task {new.name}", "the goal changed in how it is worked out", was=old, at=new
            )
