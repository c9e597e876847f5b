"""The pattern of an automatic text key is another: rows that tools make are called otherwise.

Existing keys stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.canon import canon
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "data"
BREAKS: Breaks = {"rewards": "an episode that names such a row by its key does not find it"}


def find(both: Both) -> Iterator[Found]:
    """Entities whose patterns differ."""
    for old, new in both.entities.pairs:
        if canon(old.auto_pattern) != canon(new.auto_pattern):
            breaks = both.rewards_if_judged
            message = "the pattern of its automatic key changed"
            yield Found(f"entity {new.name}", message, was=old, at=new, breaks=breaks)
