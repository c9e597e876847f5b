"""A task without a goal expects other final data, for its solution leaves other values behind."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.judged import of_instances
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "rewards"
BREAKS: Breaks = {"rewards": "the final data that earned the reward do so no longer"}


def find(both: Both) -> Iterator[Found]:
    """Instances whose expected changes differ."""
    yield from of_instances(both, None, "expected", "the expected final data changed")
