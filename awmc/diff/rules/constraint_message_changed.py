"""A `@check`, `@unique`, `@flow`, `@no_overlap` or invariant refuses in other words."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.schema import refusal_pairs

FAMILY: Family = "data"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Constraints that are the same but for their failure."""
    for entity, was, now, before, after in refusal_pairs(both):
        if both.differ(was, now, both.types):
            message = "a constraint refuses in other words"
            yield Found(f"entity {entity.name}", message, was=before, at=after)
    for old, new in both.invariants.pairs:
        if old.doc != new.doc:
            message = "refuses in other words"
            yield Found(f"invariant {new.name}", message, old.doc, new.doc, old, new)
