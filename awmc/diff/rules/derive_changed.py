"""A derived field gives something else, or was added or removed.

The tools and tasks that use it are named; they are not told of themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.uses import users

FAMILY: Family = "behaviour"
BREAKS: Breaks = {"rewards": "what a tool does, or a goal asks, depends on it"}


def find(both: Both) -> Iterator[Found]:
    """Derived fields that differ."""
    for _, entity in both.entities.pairs:
        fields = both.derived[entity.name]
        what = f"entity {entity.name}, derived field"
        for one in fields.removed:
            yield Found(f"{what} {one.name}", "removed", one.text, was=one, breaks=())
        for one in fields.added:
            yield Found(f"{what} {one.name}", "added", None, one.text, at=one, breaks=())
        for old, new in fields.pairs:
            if both.differ(old.value, new.value) or both.type_differs(old.type, new.type):
                used = users(both.new.env, "derive", f"{entity.name}.{new.name}")
                breaks = both.rewards_if_judged if used.judged else ()
                yield Found(
                    f"{what} {new.name}", f"changed; {used}", old.text, new.text, old, new, breaks
                )
            elif old.hidden != new.hidden:
                message = "it is hidden now" if new.hidden else "it is hidden no longer"
                yield Found(f"{what} {new.name}", message, was=old, at=new, breaks=())
