"""An entity has lost an `@check`."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.schema import rules_of
from awmc.diff.words import short
from awmc.ir.model import Check

FAMILY: Family = "data"
BREAKS: Breaks = {"rewards": "calls that were refused may work"}


def find(both: Both) -> Iterator[Found]:
    """Checks that only the old spec has."""
    for entity, was, now in rules_of(both, Check):
        if was is not None and now is None:
            breaks = both.rewards_if_judged
            message = f"check removed: `{short(was.text)}`"
            yield Found(f"entity {entity.name}", message, was.text, was=was, breaks=breaks)
