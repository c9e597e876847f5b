"""Source frames: the lines of a span, with marks under it.

In: a source file and marks. Out: rows of text whose columns line up on a terminal. Guaranteed:
tabs and wide characters do not move the marks, characters that a reader cannot see are shown as
`<U+202E>`, and a long line is cut to a window around its mark, marked by `…`.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from awmc.source import SourceFile, Span

WINDOW = 100
"""How many characters of a line are shown."""

BEFORE = 40
"""How many characters of a long line are shown before its mark."""

TAB = 4
"""The columns that a tab takes."""

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""The Unicode categories that are shown by number: controls, marks, surrogates, separators."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What to mark, with what sign, and what to say beside it."""

    span: Span
    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a frame: a line of source with its number, or a row of signs without one."""

    number: int | None
    text: str
    sign: str = ""


def escape(text: str) -> str:
    """The text on one line, with what cannot be seen shown by its number."""
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character == "\n":
        return "\\n"
    if character == "\t":
        return " " * TAB
    if unicodedata.category(character) in UNSEEN:
        return f"<U+{ord(character):04X}>"
    return character


def width(text: str) -> int:
    """The columns that a text takes once it is escaped."""
    return columns(escape(text))


def columns(text: str) -> int:
    """The columns that a text without line ends takes as it is."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def settle(file: SourceFile, span: Span) -> Span:
    """The span, or where it is the end of the file the end of the last line that has text."""
    end = len(file.text)
    if span.start < end or not file.text.strip():
        return span
    last = len(file.text.rstrip())
    return Span(span.path, last, last)


def frame(file: SourceFile, mark: Mark) -> tuple[Row, ...]:
    """The rows that show one mark: of a span over several lines, its first and its last line."""
    span = settle(file, mark.span)
    first, start = file.position(span.start)
    last, end = file.position(span.end)
    if last > first and end == 1:
        # The span ends with a newline: its last line is the one before.
        last -= 1
        end = len(file.line(last)) + 1
    if first == last:
        return tuple(_marked(file, first, start, end, mark.sign, mark.text))
    rows = list(_marked(file, first, start, len(file.line(first)) + 1, mark.sign, ""))
    if last > first + 1:
        rows.append(Row(None, "..."))
    indent = len(file.line(last)) - len(file.line(last).lstrip())
    rows.extend(_marked(file, last, min(indent + 1, end), end, mark.sign, mark.text))
    return tuple(rows)


def _marked(
    file: SourceFile, number: int, start: int, end: int, sign: str, text: str
) -> Iterator[Row]:
    """A line and the row of signs under its columns `start` to `end` (exclusive, from 1)."""
    line = file.line(number)
    low, high = _window(len(line), start - 1)
    head = "…" if low else ""
    tail = "…" if high < len(line) else ""
    yield Row(number, head + escape(line[low:high]) + tail)
    left = width(head + line[low : start - 1])
    length = max(1, width(line[start - 1 : min(end - 1, high)]))
    yield Row(None, " " * left + sign * length + (f" {escape(text)}" if text else ""), sign)


def _window(length: int, focus: int) -> tuple[int, int]:
    """Which characters of a line of that length are shown, so that `focus` is among them."""
    if length <= WINDOW:
        return 0, length
    high = min(length, max(0, focus - BEFORE) + WINDOW)
    return max(0, high - WINDOW), high
