"""A field takes fewer values than it did.

A limit is tighter, an enum has lost a member, or `none` is not allowed any more.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.schema import field_pairs
from awmc.diff.words import type_texts

FAMILY: Family = "data"
BREAKS: Breaks = {"data": "rows with a value that is out now are refused"}


def find(both: Both) -> Iterator[Found]:
    """Fields whose new values were all allowed before."""
    for what, old, new in field_pairs(both):
        if both.between.relation(old.type, new.type) == "narrowed":
            was, now = type_texts(both.between, old.type, new.type)
            yield Found(what, f"narrowed from {was} to {now}", was, now, old, new)
