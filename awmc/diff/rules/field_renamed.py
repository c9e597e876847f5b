"""A field has another name, and is the same otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.schema import field_pairs

FAMILY: Family = "data"
BREAKS: Breaks = {"data": "data and queries that name it do not find it"}


def find(both: Both) -> Iterator[Found]:
    """Pairs of fields with two names."""
    for what, old, new in field_pairs(both):
        if old.name != new.name:
            message = f"renamed from {old.name} to {new.name}"
            yield Found(what, message, old.name, new.name, old, new)
