"""A parameter with a default was added to a tool.

Calls without it go on working.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.ir.types import show

FAMILY: Family = "agents"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """New parameters that may be left out."""
    for _, tool in both.tools.pairs:
        for param in both.params[tool.name].added:
            if param.default is not None:
                what = f"tool {tool.name}, parameter {param.name}"
                message = f"added ({show(param.type)}), with a default"
                yield Found(what, message, new=show(param.type), at=param)
