"""Places: how rows are reached from one row, and what is read of them there. Found by `affected.py`, followed backwards by `python/traces.py`."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """Rows of an entity, by the way to them. `above` None: the row itself that all starts from, or if `loose` any row.

    `link` pairs a column of these rows with one of the rows above, to which it is equal.
    """

    entity: str
    above: Place | None = None
    link: tuple[tuple[str, str], ...] = ()
    loose: bool = False


@dataclass
class Seen:
    """What is read at a place: columns, and whether it matters that a row comes or goes."""

    columns: set[str] = field(default_factory=set)
    rows: bool = False


@dataclass
class Reads:
    """All that is read, by place. `known` false: it cannot be told."""

    at: dict[Place, Seen] = field(default_factory=dict)
    clock: bool = False
    me: bool = False
    known: bool = True

    def seen(self, place: Place) -> Seen:
        """What is read at a place, to be added to."""
        return self.at.setdefault(place, Seen())


@dataclass(frozen=True)
class Cell:
    """A value that is equal to columns of the one row at a place."""

    place: Place
    columns: tuple[str, ...]


Rows = frozenset[Place]
Meaning = Rows | Cell | None
"""What an expression stands for: rows at places, a column's value, or any value."""
Names = dict[str, Meaning]
