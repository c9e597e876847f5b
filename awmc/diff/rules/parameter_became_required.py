"""A parameter lost its default.

A call that left it out is refused with `invalid_arguments`.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {"agents": "a call without it is refused with invalid_arguments"}


def find(both: Both) -> Iterator[Found]:
    """Parameters that had a default."""
    for _, tool in both.tools.pairs:
        for old, new in both.params[tool.name].pairs:
            if old.default is not None and new.default is None:
                what = f"tool {tool.name}, parameter {new.name}"
                yield Found(what, "every call must give it now", was=old, at=new)
