"""Other changes are allowed: what the solution changes, or `may change`, is something else."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.judged import of_instances
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "rewards"
BREAKS: Breaks = {"rewards": "a change that was allowed is not, or the other way"}


def find(both: Both) -> Iterator[Found]:
    """Instances whose footprint differs, and families whose `may change` does."""
    yield from of_instances(both, "may_change", "may_change", "`may change` allows something else")
    yield from of_instances(both, None, "footprint", "the solution changes other things")
