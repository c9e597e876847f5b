"""A parameter takes more values than it did, and all that it took.

Calls that worked go on working.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.interface import changed_params
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.words import type_texts

FAMILY: Family = "agents"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Parameters whose old values are all allowed still."""
    for what, old, new, relation in changed_params(both):
        if relation == "widened":
            was, now = type_texts(both.between, old.type, new.type)
            yield Found(what, f"widened from {was} to {now}", was, now, old, new)
