"""The environment has a new `invariant`.

A call after which it does not hold is refused with `invariant_violated`.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Audience, Breaks, Family, Found
from awmc.diff.words import short

FAMILY: Family = "data"
BREAKS: Breaks = {
    "data": "data that break it are refused",
    "agents": "a call that breaks it is refused",
    "rewards": "an episode whose call is refused now ends in other data",
}


def find(both: Both) -> Iterator[Found]:
    """Invariants without an old partner."""
    for one in both.invariants.added:
        breaks: tuple[Audience, ...] = ("data", "agents", *both.rewards_if_judged)
        yield Found(
            f"invariant {one.name}",
            f"added: `{short(one.text)}`",
            None,
            one.text,
            at=one,
            breaks=breaks,
        )
