"""A `@flow` allows a step that it did not allow, or a field has no `@flow` any more."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.schema import arrows

FAMILY: Family = "data"
BREAKS: Breaks = {"rewards": "calls that were refused may work"}


def find(both: Both) -> Iterator[Found]:
    """Steps that are free now."""
    for entity, field, step, at in arrows(both, "added"):
        breaks = both.rewards_if_judged
        what = f"entity {entity.name}, field {field}"
        yield Found(what, f"may go from {step[0]} to {step[1]} now", at=at, breaks=breaks)
