"""A family of tasks has another name, and is the same otherwise.

Ids of instances begin with the name.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "rewards"
BREAKS: Breaks = {"rewards": "scores are kept by id, and all ids of the family changed"}


def find(both: Both) -> Iterator[Found]:
    """Pairs of families with two names."""
    for old, new in both.tasks.renamed:
        message = f"renamed from {old.name} to {new.name}"
        yield Found(f"task {new.name}", message, old.name, new.name, old, new)
