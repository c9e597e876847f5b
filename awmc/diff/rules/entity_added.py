"""There is a new entity."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "data"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Entities without an old partner."""
    for entity in both.entities.added:
        yield Found(f"entity {entity.name}", "added", at=entity)
