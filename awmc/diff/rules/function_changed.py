"""A `def` gives something else, or was added or removed.

The tools and tasks that use it are named; they are not told of themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from awmc.diff.both import Both
from awmc.diff.canon import body
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.uses import users

FAMILY: Family = "behaviour"
BREAKS: Breaks = {"rewards": "what a tool does, or a goal asks, depends on it"}


def find(both: Both) -> Iterator[Found]:
    """Functions that differ."""
    for one in both.defs.removed:
        yield Found(f"def {one.name}", "removed", one.text, was=one, breaks=())
    for one in both.defs.added:
        yield Found(f"def {one.name}", "added", None, one.text, at=one, breaks=())
    for old, new in both.defs.pairs:
        params = {p.name: q.name for p, q in zip(old.params, new.params, strict=False)}
        was = (tuple((p.type, p.default) for p in old.params), old.value)
        now = (tuple((p.type, p.default) for p in new.params), new.value)
        if body(was, replace(both.names, bound=params)) != body(now):
            used = users(both.new.env, "def", new.name)
            breaks = both.rewards_if_judged if used.judged else ()
            yield Found(f"def {new.name}", f"changed; {used}", old.text, new.text, old, new, breaks)
