"""A `@flow` does not allow a step any more that it allowed, or a field has a `@flow` now.

A call that takes the step is refused with `constraint_violated`.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.schema import arrows

FAMILY: Family = "data"
BREAKS: Breaks = {
    "agents": "a call that takes the step is refused",
    "rewards": "an episode that took the step ends in other data",
}


def find(both: Both) -> Iterator[Found]:
    """Steps that were free."""
    for entity, field, step, at in arrows(both, "removed"):
        breaks = ("agents", *both.rewards_if_judged)
        what = f"entity {entity.name}, field {field}"
        yield Found(what, f"may no longer go from {step[0]} to {step[1]}", at=at, breaks=breaks)
