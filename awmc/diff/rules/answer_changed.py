"""The final answer must contain something else.

The expected values of instances are compared, so that a change of a tool or a row that changes them is seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.judged import of_instances
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "rewards"
BREAKS: Breaks = {"rewards": "an answer that was right is wrong"}


def find(both: Both) -> Iterator[Found]:
    """Families whose answers, or instances whose values differ."""
    yield from of_instances(both, "answers", "answers", "the expected answer changed")
