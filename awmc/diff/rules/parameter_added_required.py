"""A parameter without a default was added to a tool.

Calls that gave all that was asked for are refused with `invalid_arguments`. Give the parameter a default to keep them alive.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.ir.types import show

FAMILY: Family = "agents"
BREAKS: Breaks = {"agents": "a call without it is refused with invalid_arguments"}


def find(both: Both) -> Iterator[Found]:
    """New parameters that must be given."""
    for _, tool in both.tools.pairs:
        for param in both.params[tool.name].added:
            if param.default is None:
                what = f"tool {tool.name}, parameter {param.name}"
                message = f"added ({show(param.type)}), and every call must give it"
                yield Found(what, message, new=show(param.type), at=param)
