"""A field of a record that is left out gets another value."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "data"
BREAKS: Breaks = {"rewards": "rows that a tool makes are others"}


def find(both: Both) -> Iterator[Found]:
    """Fields of records that have two defaults."""
    for old, new in both.records.pairs:
        known = {field.name: field for field in old.fields}
        for field in new.fields:
            if field.name in known and both.differ(known[field.name].default, field.default):
                breaks = both.rewards_if_judged
                what = f"record {new.name}, field {field.name}"
                yield Found(what, "its default changed", was=old, at=new, breaks=breaks)
