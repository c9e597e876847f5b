"""An enum is gone.

Fields and parameters that had its type have another now, and are told of themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "data"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Enums without a new partner."""
    for enum in both.enums.removed:
        yield Found(f"enum {enum.name}", "removed", was=enum)
