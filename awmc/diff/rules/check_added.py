"""An entity has a new `@check`.

Rows that break it are refused, and so are calls that would make them.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Audience, Breaks, Family, Found
from awmc.diff.schema import rules_of
from awmc.diff.words import short
from awmc.ir.model import Check

FAMILY: Family = "data"
BREAKS: Breaks = {
    "data": "rows that break it are refused",
    "agents": "a call that makes such a row is refused",
    "rewards": "an episode whose call is refused now ends in other data",
}


def find(both: Both) -> Iterator[Found]:
    """Checks that only the new spec has."""
    for entity, was, now in rules_of(both, Check):
        if was is None and now is not None:
            breaks: tuple[Audience, ...] = ("data", "agents", *both.rewards_if_judged)
            yield Found(
                f"entity {entity.name}",
                f"check added: `{short(now.text)}`",
                None,
                now.text,
                at=now,
                breaks=breaks,
            )
