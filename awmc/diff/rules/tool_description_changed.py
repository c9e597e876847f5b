"""The description of a tool, or of one of its parameters, says something else.

Calls work as before. Agents read it, though, and may choose other calls.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Tools and parameters whose texts in tools.json differ."""
    for old, new in both.tools.pairs:
        if old.doc != new.doc:
            what = f"tool {new.name}"
            yield Found(what, "its description changed", old.doc, new.doc, old, new)
        for before, after in both.params[new.name].pairs:
            if before.doc != after.doc:
                what = f"tool {new.name}, parameter {after.name}"
                yield Found(what, "its description changed", before.doc, after.doc, before, after)
