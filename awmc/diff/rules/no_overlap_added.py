"""Rows may not overlap any more (`@no_overlap`)."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Audience, Breaks, Family, Found
from awmc.diff.schema import rules_of
from awmc.diff.words import short
from awmc.ir.model import NoOverlap

FAMILY: Family = "data"
BREAKS: Breaks = {
    "data": "rows that overlap are refused",
    "agents": "a call that makes such rows is refused",
    "rewards": "an episode whose call is refused now ends in other data",
}


def find(both: Both) -> Iterator[Found]:
    """Rules that only the new spec has."""
    for entity, was, now in rules_of(both, NoOverlap):
        if was is None and now is not None:
            breaks: tuple[Audience, ...] = ("data", "agents", *both.rewards_if_judged)
            yield Found(
                f"entity {entity.name}",
                f"rule added: `{short(now.text)}`",
                None,
                now.text,
                at=now,
                breaks=breaks,
            )
