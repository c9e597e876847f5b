"""Rows of the initial data have other values."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diagnostics.words import counted
from awmc.diff.both import Both
from awmc.diff.instances import few
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "data"
BREAKS: Breaks = {"rewards": "episodes start from other values"}


def find(both: Both) -> Iterator[Found]:
    """Keys whose rows differ in the fields that both sides have."""
    for rows in both.rows:
        if rows.changed:
            fields = ", ".join(rows.columns)
            message = f"{counted(len(rows.changed), 'row')} of the initial data changed ({fields}): {few(rows.changed)}"
            breaks = both.rewards_if_judged
            yield Found(
                f"entity {rows.new.name}", message, was=rows.old, at=rows.new, breaks=breaks
            )
