"""A member of an enum is stored and shown in another spelling."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "data"
BREAKS: Breaks = {"data": "rows have the old spelling"}


def find(both: Both) -> Iterator[Found]:
    """Members with two spellings."""
    for old, new in both.enums.pairs:
        known = {member.name: member.spelling for member in old.members}
        for member in new.members:
            was = known.get(member.name, member.spelling)
            if was != member.spelling:
                message = f"member {member.name} is spelt {member.spelling} now, no longer {was}"
                yield Found(f"enum {new.name}", message, was, member.spelling, old, new)
