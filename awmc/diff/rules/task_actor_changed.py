"""A task is done as somebody else."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.judged import of_instances
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "rewards"
BREAKS: Breaks = {"rewards": "the signed-in person is another"}


def find(both: Both) -> Iterator[Found]:
    """Families whose actor, or instances whose key differs."""
    yield from of_instances(both, "actor", "actor", "the actor changed")
