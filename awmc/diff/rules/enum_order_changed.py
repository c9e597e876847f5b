"""The members of an enum stand in another order: `<` and `order by` follow it."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.words import member_text

FAMILY: Family = "data"
BREAKS: Breaks = {"rewards": "what compares or sorts by it gives something else"}


def find(both: Both) -> Iterator[Found]:
    """Enums whose common members stand in another order."""
    for old, new in both.enums.pairs:
        was, now = [m.name for m in old.members], [m.name for m in new.members]
        common = set(was) & set(now)
        if [n for n in was if n in common] != [n for n in now if n in common]:
            breaks = both.rewards_if_judged
            yield Found(
                f"enum {new.name}",
                "its members stand in another order",
                member_text(old),
                member_text(new),
                old,
                new,
                breaks,
            )
