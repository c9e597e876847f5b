"""A field takes more values than it did, and all that it took."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.schema import field_pairs
from awmc.diff.words import type_texts

FAMILY: Family = "data"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Fields whose old values are all allowed still."""
    for what, old, new in field_pairs(both):
        if both.between.relation(old.type, new.type) == "widened":
            was, now = type_texts(both.between, old.type, new.type)
            yield Found(what, f"widened from {was} to {now}", was, now, old, new)
