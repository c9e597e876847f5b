"""Other fields are the key of an entity, or the key is issued automatically now, or no longer.

Rows and references are known by their key.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.words import key_text

FAMILY: Family = "data"
BREAKS: Breaks = {"data": "rows and references of the old schema are known by another key"}


def find(both: Both) -> Iterator[Found]:
    """Entities whose keys differ."""
    for old, new in both.entities.pairs:
        was = tuple((both.types.field_now(old.name, f.name), f.auto) for f in old.keys)
        now = tuple((field.name, field.auto) for field in new.keys)
        if was != now:
            before, after = key_text(was), key_text(now)
            message = f"its key changed from {before} to {after}"
            yield Found(f"entity {new.name}", message, before, after, old, new)
