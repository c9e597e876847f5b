"""A tool's result has a new field.

Who reads the other fields is not disturbed. The output schema says `additionalProperties: false`, so an agent's framework that validates
results must take the new schema.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.interface import result_changes
from awmc.diff.model import Breaks, Family, Found

FAMILY: Family = "agents"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Fields that only the new output schema has."""
    for what, was, at, one in result_changes(both, "added"):
        message = f"result field {one.path} added ({one.new})"
        yield Found(what, message, None, one.new, was, at)
