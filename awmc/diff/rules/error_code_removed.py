"""A declared error is gone.

No tool gives its code any more; a program that handles it waits for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Error codes that are declared in the old spec alone."""
    now = {error.code for error in both.new.env.errors}
    for error in both.old.env.errors:
        if error.code not in now:
            yield Found(
                f"error {error.name}", f"no tool gives {error.code} now", error.code, was=error
            )
