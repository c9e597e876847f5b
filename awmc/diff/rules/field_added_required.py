"""An entity has a new field, which every row must give.

Rows that were written for the old schema lack it. Give the field a default, or make it optional.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.schema import changed_fields, must_be_given
from awmc.ir.types import show

FAMILY: Family = "data"
BREAKS: Breaks = {"data": "rows of the old schema lack it"}


def find(both: Both) -> Iterator[Found]:
    """New fields without a default that are not optional."""
    for what, field in changed_fields(both, "added"):
        if must_be_given(field):
            message = f"added ({show(field.type)}), and every row must give it"
            yield Found(what, message, new=show(field.type), at=field)
