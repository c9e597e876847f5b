"""Places of the editors' protocol, and offsets: a line and a column of UTF-16 units, both from 0, against code points.

In: a text whose lines end in `\\n` alone. Out: offsets and places. Guaranteed: a place beyond a line's end is that end, and one
in the middle of a character is its start, so that each conversion gives something that exists.
"""

from __future__ import annotations

from dataclasses import dataclass

from awmc.source import SourceFile

_WIDE = 0x10000
"""Code points from here on are two units of UTF-16."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line and a column of UTF-16 units, both from 0."""

    line: int
    column: int


def place_of(file: SourceFile, offset: int) -> Place:
    """The place of an offset of the file's text."""
    line, column = file.position(offset)
    before = file.line(line)[: column - 1]
    return Place(line - 1, len(before) + sum(ord(sign) >= _WIDE for sign in before))


def offset_of(file: SourceFile, place: Place) -> int:
    """The offset of a place."""
    if place.line < 0:
        return 0
    if place.line >= file.lines:
        return len(file.text)
    line = file.line(place.line + 1)
    start = file.start(place.line + 1)
    units = 0
    for number, sign in enumerate(line):
        units += 2 if ord(sign) >= _WIDE else 1
        if units > place.column:
            return start + number
    return start + len(line)
