"""The agent is told something else to do."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.judged import of_instances
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "rewards"
BREAKS: Breaks = {"rewards": "it is another task under the same id"}


def find(both: Both) -> Iterator[Found]:
    """Families whose instruction, or instances whose text differs."""
    yield from of_instances(both, "instruction", "instruction", "the instruction changed")
