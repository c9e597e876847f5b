"""Where a text ends, and which stretches of it are expressions.

In: the characters of a text as written. Out: positions. Guaranteed: linear time, never raises.
"""

from __future__ import annotations

from dataclasses import dataclass


def closing_quote(text: str, start: int, end: int) -> int | None:
    """The end of the `"…"` that starts at `start`, with double quotes allowed inside its braces.

    None where the line has no such end.
    """
    place = start + 1
    deep = 0
    while place < end and text[place] != "\n":
        sign = text[place]
        if sign == "\\":
            place = _skip_escape(text, place, end)
            continue
        if deep == 0 and sign in "{}" and text[place : place + 2] == sign * 2:
            place += 2
            continue
        if sign == '"':
            if deep == 0:
                return place + 1
            place = _skip_quoted(text, place, end)
            continue
        if sign == "'" and deep:
            place = _skip_quoted(text, place, end)
            continue
        deep += {"{": 1, "}": -1}.get(sign, 0)
        deep = max(deep, 0)
        place += 1
    return None


def _skip_escape(text: str, place: int, end: int) -> int:
    """The place after the backslash that is here and what it escapes; `\\u{…}` has braces of its own."""
    if (
        text.startswith("\\u{", place)
        and (close := text.find("}", place, min(place + 10, end))) > 0
    ):
        return close + 1
    return place + 2


def _skip_quoted(text: str, place: int, end: int) -> int:
    """The place after the quoted stretch that starts here; after the quote alone where none ends."""
    quote = text[place]
    other = place + 1
    while other < end and text[other] not in (quote, "\n"):
        other += 1
    return other + 1 if other < end and text[other] == quote else place + 1


@dataclass(frozen=True, slots=True)
class Run:
    """Plain characters, `start` to `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hole:
    """What stands between two braces: the expression, and its format, which starts after `colon`."""

    start: int
    end: int
    colon: int | None
    closed: bool


def split_text(text: str, start: int, end: int) -> list[Run | Hole]:
    """The runs and holes of the characters `start` to `end` of a text that interpolates."""
    parts: list[Run | Hole] = []
    run = place = start
    while place < end:
        sign = text[place]
        if sign == "\\":
            place = _skip_escape(text, place, end)
        elif sign in "{}" and text[place : min(place + 2, end)] == sign * 2:
            place += 2
        elif sign == "{":
            parts.append(Run(run, place))
            hole = _hole(text, place + 1, end)
            parts.append(hole)
            place = run = hole.end + 1 if hole.closed else hole.end
        else:
            place += 1
    parts.append(Run(run, end))
    return parts


def _hole(text: str, start: int, end: int) -> Hole:
    """The hole that starts here; the format starts at the first `:` outside brackets and quotes."""
    deep, place, colon = 0, start, None
    while place < end:
        sign = text[place]
        if sign in "\"'" and colon is None:
            place = _skip_quoted(text, place, end)
            continue
        if sign == "}" and deep == 0:
            return Hole(start, place, colon, closed=True)
        if sign == ":" and deep == 0 and colon is None:
            colon = place
        deep += {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(sign, 0)
        deep = max(deep, 0)
        place += 1
    return Hole(start, end, colon, closed=False)
