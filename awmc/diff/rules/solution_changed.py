"""The reference solution makes other calls.

Rewards follow what it leaves behind, which is told by other rules.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.judged import of_instances
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "rewards"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Families whose solution, or instances whose calls differ."""
    yield from of_instances(both, "solution", "solution", "the solution makes other calls")
