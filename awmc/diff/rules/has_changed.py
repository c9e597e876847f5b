"""A `has` list was added or removed, or lists other rows.

What reads it is told of itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "data"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Lists that only one side has, or that follow another field."""
    for old, new in both.entities.pairs:
        was = {
            h.name: (both.types.entity_now(h.entity), both.types.field_now(h.entity, h.by))
            for h in old.has
        }
        now = {h.name: (h.entity, h.by) for h in new.has}
        for name in {**was, **now}:
            if was.get(name) != now.get(name):
                verb = "added" if name not in was else "removed" if name not in now else "changed"
                yield Found(f"entity {new.name}", f"list {name} {verb}", was=old, at=new)
