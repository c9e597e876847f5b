"""What happens after every call that writes (`on call`) is something else."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.judged import handlers
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "behaviour"
BREAKS: Breaks = {"rewards": "the same calls may end in other data"}


def find(both: Both) -> Iterator[Found]:
    """Environments whose handlers differ."""
    yield from handlers(both, "call")
