"""Random values of the data are drawn from another seed.

Rows and task instances that change by it are told of themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "data"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Environments with two seeds."""
    old, new = both.old.env.seed, both.new.env.seed
    if old != new:
        yield Found("seed", f"changed from {old} to {new}", str(old), str(new), at=both.new.start)
