"""An enum has lost a member.

Rows that have it are refused. What takes it as a parameter, or gives it as a result, is told of itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "data"
BREAKS: Breaks = {"data": "rows that have it are refused"}


def find(both: Both) -> Iterator[Found]:
    """Members that only the old enum has."""
    for old, new in both.enums.pairs:
        known = {member.name for member in new.members}
        for member in old.members:
            if member.name not in known:
                yield Found(
                    f"enum {new.name}",
                    f"member {member.name} removed",
                    member.spelling,
                    None,
                    old,
                    new,
                )
