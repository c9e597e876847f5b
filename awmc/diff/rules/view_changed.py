"""A view shows something else under the same name, or was added or removed.

Fields that came or went are told of each tool that shows the view.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.uses import users

FAMILY: Family = "behaviour"
BREAKS: Breaks = {}


def find(both: Both) -> Iterator[Found]:
    """Views of which an item has another value."""
    for one in both.views.removed:
        yield Found(f"view {one.name}", "removed", was=one)
    for one in both.views.added:
        yield Found(f"view {one.name}", "added", at=one)
    for old, new in both.views.pairs:
        known = {item.name: item.value for item in old.items}
        items = [
            i.name for i in new.items if i.name in known and both.differ(known[i.name], i.value)
        ]
        if items or both.types.entity_now(old.entity) != new.entity:
            used = users(both.new.env, "view", new.name)
            shown = f"{', '.join(items)} shows something else" if items else f"of {new.entity} now"
            yield Found(f"view {new.name}", f"{shown}; {used}", was=old, at=new)
