"""An `@index` was added or removed: queries take another time, and give the same."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "data"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Indexes that only one side has."""
    for old, new in both.entities.pairs:
        was = {tuple(both.types.field_now(old.name, f) for f in one.fields) for one in old.indexes}
        now = {one.fields for one in new.indexes}
        for fields in sorted(was ^ now):
            verb = "added" if fields in now else "removed"
            yield Found(
                f"entity {new.name}", f"index ({', '.join(fields)}) {verb}", was=old, at=new
            )
