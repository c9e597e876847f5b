"""Rows must differ in a field, or in several together, that could be alike.

Rows that are alike are refused, and so are calls that would make them so.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Audience, Breaks, Family, Found
from awmc.diff.schema import uniques

FAMILY: Family = "data"
BREAKS: Breaks = {
    "data": "rows that are alike in it are refused",
    "agents": "a call that makes such rows is refused",
    "rewards": "an episode whose call is refused now ends in other data",
}


def find(both: Both) -> Iterator[Found]:
    """Uniqueness that only the new spec demands."""
    for entity, one in uniques(both, "added"):
        message = f"({', '.join(one.fields)}) must be unique now"
        breaks: tuple[Audience, ...] = ("data", "agents", *both.rewards_if_judged)
        yield Found(f"entity {entity.name}", message, at=one, breaks=breaks)
