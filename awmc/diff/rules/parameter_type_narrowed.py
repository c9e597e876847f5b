"""A parameter takes fewer values than it did.

A limit is tighter, an enum has lost a member, or `none` is taken no longer. A call with a value that is out now is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.interface import changed_params
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.words import type_texts

FAMILY: Family = "agents"
BREAKS: Breaks = {"agents": "a call with a value that is out now is refused with invalid_arguments"}


def find(both: Both) -> Iterator[Found]:
    """Parameters whose new values were all allowed before."""
    for what, old, new, relation in changed_params(both):
        if relation == "narrowed":
            was, now = type_texts(both.between, old.type, new.type)
            yield Found(what, f"narrowed from {was} to {now}", was, now, old, new)
