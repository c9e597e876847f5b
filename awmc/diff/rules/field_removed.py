"""An entity has lost a field.

Rows that were written for the old schema have a value for which there is no column.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.schema import changed_fields
from awmc.ir.types import show

FAMILY: Family = "data"
BREAKS: Breaks = {"data": "rows of the old schema have a value too many"}


def find(both: Both) -> Iterator[Found]:
    """Fields without a new partner."""
    for what, field in changed_fields(both, "removed"):
        yield Found(what, "removed", old=show(field.type), was=field)
