"""An enum has a new member.

Rows keep fitting. A tool whose result may have it is told of itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "data"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Members that only the new enum has."""
    for old, new in both.enums.pairs:
        known = {member.name for member in old.members}
        for member in new.members:
            if member.name not in known:
                yield Found(
                    f"enum {new.name}",
                    f"member {member.name} added",
                    None,
                    member.spelling,
                    old,
                    new,
                )
