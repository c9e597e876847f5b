"""Durations in a text: `3 hours`, `1 h 30 min`, `90 minutes`, `5400 seconds`, `2 days`, `01:30`, `1:30:00`.

In: a text in plain form. Out: the durations that it names, in seconds. Guaranteed: whole tokens: `1 h 30 min` is one duration, neither an
hour nor half of one, and a number without a unit is none.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from awmc.runtime.judging.numerals import amount

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_UNIT = r"(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?)(?![^\W\d_])"
_PART = re.compile(rf"(?<![^\W_])(?<![^\W_][-./_:,'])(\d[\d.,']{{0,30}}?|\.\d{{1,30}})[- ]?{_UNIT}")
_MORE = re.compile(rf"(?:,? and |[,\s-] ?)?(\d[\d.,']{{0,30}}?)[- ]?{_UNIT}")
_MINUTES = re.compile(r"[0-5]\d(?![^\W_])")
_HOURS = re.compile(
    r"(?<![^\W_])(?<!\d[:.,])(\d{1,4}):(\d\d)(?::(\d\d))?(?![^\W_]|[:.,]\d| ?[ap]\.?m)"
)


@lru_cache(maxsize=16)
def spans_in(text: str) -> tuple[Decimal, ...]:
    """The durations that a text names, in seconds."""
    found = []
    at = 0
    while match := _PART.search(text, at):
        total, at = _total(text, match)
        if total is not None:
            minus = text[max(0, match.start() - 1) : match.start()] == "-"
            found.append(total.copy_negate() if minus else total)
    for match in _HOURS.finditer(text):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        if minutes < 60 and seconds < 60:
            found.append(Decimal(hours * 3600 + minutes * 60 + seconds))
    return tuple(found)


def _total(text: str, match: re.Match[str]) -> tuple[Decimal | None, int]:
    """The sum of a duration's parts, each of a smaller unit than the one before, and where it ends."""
    total: Decimal | None = Decimal(0)
    size = 10**9
    part: re.Match[str] | None = match
    end = match.end()
    while part and _UNITS[part[2][0]] < size:
        size, end = _UNITS[part[2][0]], part.end()
        number = amount(part[1])
        total = None if number is None or total is None else total + number * size
        part = _MORE.match(text, end)
    if size == _UNITS["h"] and total is not None and (bare := _MINUTES.match(text, end)):
        return total + 60 * int(bare[0]), bare.end()  # 1h30
    return total, end


def in_units(seconds: Decimal | int) -> str:
    """`1 day 2 hours`, as a message says it."""
    names = (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1))
    rest = int(seconds.copy_abs()) if isinstance(seconds, Decimal) else abs(seconds)
    parts = []
    for name, size in names:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {name}{'s' * (count != 1)}")
    return ("-" if seconds < 0 else "") + (" ".join(parts) or f"{seconds} seconds")
