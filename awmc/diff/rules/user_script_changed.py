"""The simulated user is told something else."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.judged import of_instances
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "rewards"
BREAKS: Breaks = {"rewards": "the user answers otherwise"}


def find(both: Both) -> Iterator[Found]:
    """Families whose script, or instances whose text differs."""
    yield from of_instances(both, "user", "user", "the script of the user changed")
