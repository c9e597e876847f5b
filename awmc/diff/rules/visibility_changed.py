"""Other rows of an entity exist for the signed-in person (`@visible`), or it has another message for those that do not.

A call that names a row which is out of sight is refused with `not_found`.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.model import Audience, Breaks, Family, Found

FAMILY: Family = "data"
BREAKS: Breaks = {
    "agents": "a call may name a row that is out of sight now",
    "rewards": "an episode that saw other rows ends in other data",
}


def find(both: Both) -> Iterator[Found]:
    """Entities whose `@visible` differs."""
    for old, new in both.entities.pairs:
        what = f"entity {new.name}"
        if both.differ(old.visible, new.visible):
            less: tuple[Audience, ...] = ("agents",) if new.visible is not None else ()
            message = "other rows of it are visible"
            yield Found(what, message, was=old, at=new, breaks=(*less, *both.rewards_if_judged))
        elif both.differ(old.visible_failure, new.visible_failure):
            message = "other words for a row that is out of sight"
            yield Found(what, message, was=old, at=new, breaks=())
