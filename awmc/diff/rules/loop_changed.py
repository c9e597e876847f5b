"""A family of tasks goes through other rows.

Instances that came and went are told of themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "rewards"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Families whose `for`, `if`, `order by` or `limit` differ."""
    for old, new in both.tasks.pairs:
        was = (old.clauses, old.order, old.limit, old.offset)
        if both.differ(was, (new.clauses, new.order, new.limit, new.offset)):
            yield Found(f"task {new.name}", "it goes through other rows", was=old, at=new)
