"""An entity has another name, and the same fields.

Data files and queries name its table.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "data"
BREAKS: Breaks = {"data": "data and queries that name its table do not find it"}


def find(both: Both) -> Iterator[Found]:
    """Pairs of entities with two names."""
    for old, new in both.entities.renamed:
        message = f"renamed from {old.name} to {new.name}"
        yield Found(f"entity {new.name}", message, old.name, new.name, old, new)
