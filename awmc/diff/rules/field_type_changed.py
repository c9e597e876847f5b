"""A field has another type, and some values of the old one are none of the new one."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.schema import field_pairs
from awmc.diff.words import type_texts

FAMILY: Family = "data"
BREAKS: Breaks = {"data": "values of the old type do not fit"}


def find(both: Both) -> Iterator[Found]:
    """Fields of another type."""
    for what, old, new in field_pairs(both):
        if both.between.relation(old.type, new.type) == "changed":
            was, now = type_texts(both.between, old.type, new.type)
            yield Found(what, f"changed from {was} to {now}", was, now, old, new)
