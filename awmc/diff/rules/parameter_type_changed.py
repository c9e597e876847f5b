"""A parameter has another type, and some values of the old one are none of the new one.

A call with such a value is refused with `invalid_arguments`, or names a row of another entity.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.interface import changed_params
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.words import type_texts

FAMILY: Family = "agents"
BREAKS: Breaks = {
    "agents": "a call with a value of the old type is refused or means something else"
}


def find(both: Both) -> Iterator[Found]:
    """Parameters of another type."""
    for what, old, new, relation in changed_params(both):
        if relation == "changed":
            was, now = type_texts(both.between, old.type, new.type)
            yield Found(what, f"changed from {was} to {now}", was, now, old, new)
