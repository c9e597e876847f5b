"""An entity has a new field that rows need not give."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.schema import changed_fields, must_be_given
from awmc.ir.types import show

FAMILY: Family = "data"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """New fields with a default, or that may be none."""
    for what, field in changed_fields(both, "added"):
        if not must_be_given(field):
            message = f"added ({show(field.type)}); rows need not give it"
            yield Found(what, message, new=show(field.type), at=field)
