"""A tool has another name, and is the same otherwise.

To a caller it is gone: a call by the old name gives `unknown_tool`.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {"agents": "a call by the old name gives unknown_tool"}


def find(both: Both) -> Iterator[Found]:
    """Pairs of tools with two names."""
    for old, new in both.tools.renamed:
        message = f"renamed from {old.name} to {new.name}"
        yield Found(f"tool {new.name}", message, old.name, new.name, old, new)
