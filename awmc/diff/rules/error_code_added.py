"""A declared error is new: tools may give its code."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Error codes that are declared in the new spec alone."""
    known = {error.code for error in both.old.env.errors}
    for error in both.new.env.errors:
        if error.code not in known:
            yield Found(
                f"error {error.name}",
                f"tools may give {error.code} now",
                None,
                error.code,
                at=error,
            )
