"""A parameter comes in under another name.

Its own name or its `as "…"` changed, or the name of the key of the row that it refers to (`copy: Copy` comes in as `copy_barcode`).
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both, json_names
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {"agents": "a call by the old name is refused with invalid_arguments"}


def find(both: Both) -> Iterator[Found]:
    """Pairs of parameters with two JSON names."""
    for _, tool in both.tools.pairs:
        for old, new in both.params[tool.name].pairs:
            was, now = (", ".join(json_names(*one)) for one in ((both.old, old), (both.new, new)))
            if was != now:
                what = f"tool {tool.name}, parameter {new.name}"
                message = f"calls give it as {now}, no longer as {was}"
                yield Found(what, message, was, now, old, new)
