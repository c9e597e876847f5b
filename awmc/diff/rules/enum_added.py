"""There is a new enum."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.words import member_text

FAMILY: Family = "data"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Enums without an old partner."""
    for enum in both.enums.added:
        yield Found(f"enum {enum.name}", f"added ({member_text(enum)})", at=enum)
