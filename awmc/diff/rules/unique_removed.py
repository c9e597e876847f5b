"""Rows may be alike in a field, or in several together, in which they had to differ."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.schema import uniques

FAMILY: Family = "data"
BREAKS: Breaks = {"rewards": "calls that were refused may work"}


def find(both: Both) -> Iterator[Found]:
    """Uniqueness that only the old spec demands."""
    for entity, one in uniques(both, "removed"):
        breaks = both.rewards_if_judged
        message = f"({', '.join(one.fields)}) need not be unique now"
        yield Found(f"entity {entity.name}", message, was=one, breaks=breaks)
