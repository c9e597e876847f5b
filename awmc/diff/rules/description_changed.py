"""The description of a declaration says something else, that of tools and their parameters aside.

It stands in the card and in the comments of generated code; no agent reads it.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.schema import documented

FAMILY: Family = "data"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Descriptions that differ."""
    old, new = both.old.env, both.new.env
    if old.doc != new.doc:
        yield Found("environment", "its description changed", old.doc, new.doc, at=both.new.start)
    for what, was, now, before, after in documented(both):
        if was.doc != now.doc:
            yield Found(what, "its description changed", was.doc, now.doc, before, after)
