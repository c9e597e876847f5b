"""An entity has exactly one row now (`state`), or may have many."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "data"
BREAKS: Breaks = {"data": "rows of the one do not fit the other"}


def find(both: Both) -> Iterator[Found]:
    """Entities that gained or lost `state`."""
    for old, new in both.entities.pairs:
        if old.state != new.state:
            message = "it has exactly one row now" if new.state else "it may have many rows now"
            yield Found(f"entity {new.name}", message, was=old, at=new)
