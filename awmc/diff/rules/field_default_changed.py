"""A field that a `create` leaves out gets another value, or must be given now.

Without a default, rows that leave the field out do not fit. A tool whose `create` leaves it out does something else, and is told of itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Audience, Breaks, Family, Found
from awmc.diff.schema import field_pairs, must_be_given
from awmc.diff.words import default_text

FAMILY: Family = "data"
BREAKS: Breaks = {"data": "rows that leave it out do not fit"}


def find(both: Both) -> Iterator[Found]:
    """Fields whose defaults differ."""
    for what, old, new in field_pairs(both):
        if both.differ(old.default, new.default):
            was, now = default_text(both.old.env, old), default_text(both.new.env, new)
            lost = must_be_given(new) and not must_be_given(old)
            breaks: tuple[Audience, ...] = ("data",) if lost else ()
            message = f"its default went from {was} to {now}"
            yield Found(what, message, was, now, old, new, breaks)
