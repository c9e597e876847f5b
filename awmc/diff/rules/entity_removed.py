"""An entity is gone.

Its rows have no table any more.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "data"
BREAKS: Breaks = {"data": "its rows have no table any more"}


def find(both: Both) -> Iterator[Found]:
    """Entities without a new partner."""
    for entity in both.entities.removed:
        yield Found(f"entity {entity.name}", "removed", was=entity)
