"""A tool takes a parameter no longer.

A call that gives it is refused with `invalid_arguments`: unknown names are not passed over.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.ir.types import show

FAMILY: Family = "agents"
BREAKS: Breaks = {"agents": "a call that gives it is refused with invalid_arguments"}


def find(both: Both) -> Iterator[Found]:
    """Parameters without a partner."""
    for _, tool in both.tools.pairs:
        for param in both.params[tool.name].removed:
            what = f"tool {tool.name}, parameter {param.name}"
            yield Found(what, "removed", old=show(param.type), was=param)
