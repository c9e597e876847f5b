"""The initial rows of an entity stand in another order.

Lists without `order by` come in the order in which their rows were made.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "data"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Entities whose common keys stand in another order."""
    for rows in both.rows:
        if rows.reordered:
            message = "the initial rows stand in another order"
            yield Found(f"entity {rows.new.name}", message, was=rows.old, at=rows.new)
