"""Dates, times and both together in a text.

In: a text in plain form. Out: the dates and times that it names, where they stand, and whether one is among them. Guaranteed: whole tokens,
and no second chance by a longer reading: `12 March` is no `2 March`.

A date may be `2026-03-02` (or with `/` or `.`), `2 March 2026`, `March 2nd, 2026`, `Mar 2`, `2-Mar-2026`, a weekday before it; numbers alone, `03/02/2026`,
are read in either order where both are dates. Without a year only a date with its month in words counts, in any year. A time may be
`14:05`, `14:05:30`, `2:05 pm`, `2 pm`, `noon`; where no seconds are printed, those of the wanted time do not matter. A weekday is not checked.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WRITTEN = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DATE = re.compile(
    rf"""
    (?<![^\W_])(?<!\d[-./:,])
    (?: (?P<y1>\d{{4}})([-/.])(?P<m1>\d\d?)\2(?P<d1>\d\d?)
      | (?P<a>\d\d?)([-/.])(?P<b>\d\d?)\6(?P<y2>\d{{4}}|\d\d)
      | (?P<y3>\d{{4}})[-\ ](?P<w1>{_WRITTEN})[-\ ](?P<d2>\d\d?)
      | (?P<d3>\d\d?)(?:st|nd|rd|th)?(?:\ of)?[-\ ./]?(?P<w2>{_WRITTEN})(?![^\W\d_])\.?
        (?:[-,\ ./]\ ?(?P<y4>\d{{4}}(?![^\W_])|(?<=[-/])\d\d(?![^\W_])))?
      | (?P<w3>{_WRITTEN})\.?[-\ ](?:the\ )?(?P<d4>\d\d?)(?:st|nd|rd|th)?(?![^\W_])(?:[-,\ ]\ ?(?P<y5>\d{{4}}(?![^\W_])))?
    )
    (?![^\W_]|[-/:]\d|[.,]\d)
    """,
    re.VERBOSE,
)
_TIME = re.compile(
    r"""
    (?<![^\W_])(?<![\d][:.,+])(?<!\+)
    (?: (?P<h>\d\d?)(?::(?P<m>\d\d)(?::(?P<s>\d\d)(?:\.\d{1,9})?)?)?(?:\ ?(?P<half>[ap])(?:m|\.m\.)|z)?
      | (?P<word>noon|midnight) )
    (?![^\W_]|[:.,/]\d)
    """,
    re.VERBOSE,
)
_BETWEEN = re.compile(
    r"(?:[\s,;:()|@*`-]++|(?:at|on|of|from|by|the|time|start|starts|starting|[a-z]{3,6}day)(?![^\W_]))*+"
)
_ISO_T = re.compile(r"(?<=\d)t(?=\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Day:
    """A date in a text: the (year, month, day) that it may be, year None for any, how it stands there, and where."""

    readings: tuple[tuple[int | None, int, int], ...]
    shown: str = field(compare=False)
    start: int = field(compare=False)
    end: int = field(compare=False)

    def __str__(self) -> str:
        return self.shown


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in a text, seconds None where not printed, minutes None where only the hour is, how it stands there, and where."""

    hour: int
    minute: int | None
    second: int | None
    shown: str = field(compare=False)
    start: int = field(compare=False)
    end: int = field(compare=False)

    def __str__(self) -> str:
        return self.shown


@dataclass(frozen=True, slots=True)
class Moment:
    """A date with a time of day."""

    day: Day
    clock: Clock

    def __str__(self) -> str:
        return f"{self.day} {self.clock}"


@lru_cache(maxsize=16)
def days_in(text: str) -> tuple[Day, ...]:
    """The dates that a text names."""
    found = []
    for match in _DATE.finditer(_ISO_T.sub(" ", text)):
        readings = tuple(one for one in _readings(match) if _exists(*one))
        if readings:
            found.append(Day(readings, match[0], match.start(), match.end()))
    return tuple(found)


def _readings(match: re.Match[str]) -> list[tuple[int | None, int, int]]:
    part = match.groupdict()
    if part["y1"]:
        return [(int(part["y1"]), int(part["m1"]), int(part["d1"]))]
    if part["a"]:
        year, a, b = int(part["y2"]), int(part["a"]), int(part["b"])
        year += 2000 if len(part["y2"]) == 2 else 0
        return [(year, b, a), (year, a, b)] if a != b else [(year, a, b)]
    word = part["w1"] or part["w2"] or part["w3"]
    year_text = part["y3"] or part["y4"] or part["y5"]
    known = int(year_text) if year_text else None
    if known is not None and len(year_text) == 2:
        known += 2000
    day = part["d2"] or part["d3"] or part["d4"]
    return [(known, _MONTH_NAMES.index(word[:3]) + 1, int(day))]


def _exists(year: int | None, month: int, day: int) -> bool:
    try:
        datetime.date(2000 if year is None else year, month, day)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=16)
def clocks_in(text: str) -> tuple[Clock, ...]:
    """The times of day that a text names."""
    found = [_clock(match) for match in _TIME.finditer(_ISO_T.sub(" ", text))]
    return tuple(clock for clock in found if clock is not None)


def _clock(match: re.Match[str]) -> Clock | None:
    place = (match[0], match.start(), match.end())
    word, half = match["word"], match["half"]
    if word:
        return Clock(12 if word == "noon" else 0, 0, None, *place)
    hour, minute, second = int(match["h"]), match["m"], match["s"]
    if minute is None and not half:
        return None
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or int(minute or 0) > 59 or int(second or 0) > 59:
        return None
    return Clock(hour, int(minute) if minute else None, int(second) if second else None, *place)


@lru_cache(maxsize=16)
def moments_in(text: str) -> tuple[Moment, ...]:
    """The dates with a time directly after or before them; a time goes with the date before it, where there is one."""
    text = _ISO_T.sub(" ", text)
    tokens: list[Day | Clock] = sorted(
        (*days_in(text), *clocks_in(text)), key=lambda token: token.start
    )
    found = []
    for first, second in pairwise(tokens):
        if not _BETWEEN.fullmatch(text[first.end : min(second.start, first.end + 60)]):
            continue
        if isinstance(first, Day) and isinstance(second, Clock):
            found.append(Moment(first, second))
        elif isinstance(first, Clock) and isinstance(second, Day):
            found.append(Moment(second, first))
    return tuple(found)


def is_day(wanted: str, found: Day) -> bool:
    """Whether a date of a text may be the one asked for, in ISO form."""
    year, month, day = int(wanted[:-6]), int(wanted[-5:-3]), int(wanted[-2:])
    return (year, month, day) in found.readings or (None, month, day) in found.readings


def is_clock(wanted: str, found: Clock) -> bool:
    """Whether a time of a text is the one asked for, in ISO form."""
    hour, minute, *rest = (int(part) for part in wanted.split(":"))
    second = rest[0] if rest else 0
    if found.minute is None:
        return (found.hour, 0, 0) == (hour, minute, second)
    return (found.hour, found.minute) == (hour, minute) and found.second in (None, second)


def is_moment(wanted: str, found: Moment) -> bool:
    """Whether a date with a time is the one asked for, in ISO form."""
    date, _, time = wanted.replace(" ", "T").partition("T")
    return is_day(date, found.day) and is_clock(time, found.clock)
