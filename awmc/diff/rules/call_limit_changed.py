"""An episode of a task may have more calls, or fewer."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.judged import of_instances
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "rewards"
BREAKS: Breaks = {"rewards": "an episode may be cut short that was not, or the other way"}


def find(both: Both) -> Iterator[Found]:
    """Families whose limit, or instances whose number differs."""
    yield from of_instances(both, "call_limit", "call_limit", "the limit of calls changed")
