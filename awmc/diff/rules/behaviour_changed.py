"""A tool does something else, or gives something else, with the same parameters.

Its body differs in more than its guards and postconditions, or these stand in another order. A change of a function that it uses is told there.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.diff.both import Both
from awmc.diff.interface import first_difference
from awmc.diff.model import Breaks, Family, Found
from awmc.diff.words import short

FAMILY: Family = "behaviour"
BREAKS: Breaks = {"rewards": "the same calls may end in other data"}


def find(both: Both) -> Iterator[Found]:
    """Bodies that differ."""
    for old, new, bodies in both.bodies:
        breaks = both.rewards_if_writing(old, new)
        if bodies.rest:
            first = first_difference(both, old, new)
            message = "its body changed" + (f", first at `{short(first.text)}`" if first else "")
            yield Found(f"tool {new.name}", message, was=old, at=first or new, breaks=breaks)
        elif bodies.order:
            message = "its guards stand in another order"
            yield Found(f"tool {new.name}", message, was=old, at=new, breaks=breaks)
