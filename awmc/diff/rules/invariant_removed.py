"""The environment has lost an `invariant`."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.words import short

FAMILY: Family = "data"
BREAKS: Breaks = {"rewards": "calls that were refused may work"}


def find(both: Both) -> Iterator[Found]:
    """Invariants without a new partner."""
    for one in both.invariants.removed:
        breaks = both.rewards_if_judged
        yield Found(
            f"invariant {one.name}",
            f"removed: `{short(one.text)}`",
            one.text,
            was=one,
            breaks=breaks,
        )
