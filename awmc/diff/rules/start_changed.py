"""A task starts from other data: its `given` changes something else."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.judged import of_instances
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "rewards"
BREAKS: Breaks = {"rewards": "it starts from other data"}


def find(both: Both) -> Iterator[Found]:
    """Families whose `given`, or instances whose changes differ."""
    yield from of_instances(both, "given", "given", "`given` changes something else")
