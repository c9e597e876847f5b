"""Dates, times and durations, over run-time values: ISO texts and int seconds.

Every result is a text of the language's own form (`2024-05-15`, `09:30`, `2024-05-15T09:30:00`), within the
years 1 to 9999; anything else fails with `invalid_operation`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

from awmc.runtime.failures import invalid
from awmc.runtime.functions.numbers import whole

DAY = 86_400
DATE_FORM = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
TIME_FORM = re.compile(r"\d\d:\d\d", re.ASCII)
DATETIME_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.ASCII)
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
DIRECTIVES = "YymdBbjAaHIMSpe%"
"""What may follow `%` in `format_date`."""


def is_date(text: str) -> bool:
    """Whether `text` is a date in the language's form."""
    return DATE_FORM.fullmatch(text) is not None and _reads(datetime.date.fromisoformat, text)


def is_time(text: str) -> bool:
    """Whether `text` is a time in the language's form."""
    return TIME_FORM.fullmatch(text) is not None and _reads(datetime.time.fromisoformat, text)


def is_datetime(text: str) -> bool:
    """Whether `text` is a datetime in the language's form."""
    return DATETIME_FORM.fullmatch(text) is not None and _reads(
        datetime.datetime.fromisoformat, text
    )


def date_of(value: str) -> str:
    """`date(x)` of a datetime or a text."""
    if is_date(value) or is_datetime(value):
        return value[:10]
    invalid(f"{value[:40]!r} is not a date such as 2024-05-15")


def time_of(value: str) -> str:
    """`time(x)` of a datetime or a text; seconds are dropped."""
    if is_datetime(value):
        return value[11:16]
    if is_time(value):
        return value
    invalid(f"{value[:40]!r} is not a time such as 09:30")


def datetime_of(value: str, time: str = "00:00") -> str:
    """`datetime(date, time)`, or `datetime(text)`."""
    if is_datetime(value):
        return value
    if is_date(value) and is_time(time):
        return f"{value}T{time}:00"
    invalid(f"{value[:40]!r} is not a datetime such as 2024-05-15T09:30:00")


def year(value: str) -> int:
    return int(value[:4])


def month(value: str) -> int:
    return int(value[5:7])


def day(value: str) -> int:
    return int(value[8:10])


def hour(value: str) -> int:
    """Of a time or a datetime."""
    return int(value[-8:-6] if len(value) > 5 else value[:2])


def minute(value: str) -> int:
    """Of a time or a datetime."""
    return int(value[-5:-3] if len(value) > 5 else value[3:5])


def weekday(value: str) -> int:
    """Monday is 0."""
    return _date(value).weekday()


def days(n: int) -> int:
    """`days(n)`, a duration."""
    return whole(n * DAY)


def hours(n: int) -> int:
    return whole(n * 3600)


def minutes(n: int) -> int:
    return whole(n * 60)


def seconds(n: int) -> int:
    return n


def days_between(a: str, b: str) -> int:
    """The days from `a` to `b`, negative where b is earlier; of datetimes, their dates."""
    return (_date(b) - _date(a)).days


def add_days(value: str, n: int) -> str:
    """A date `n` days later."""
    try:
        return (_date(value) + datetime.timedelta(days=n)).isoformat()
    except OverflowError:
        invalid("Overflow: the date is beyond the years 1 to 9999")


def date_plus(value: str, duration: int) -> str:
    """date + duration: whole days, as Python's date takes them."""
    return add_days(value, duration // DAY)


def date_minus(value: str, duration: int) -> str:
    """date - duration: whole days, as Python's date takes them."""
    return add_days(value, -(duration // DAY))


def add_seconds(value: str, n: int) -> str:
    """A datetime `n` seconds later."""
    try:
        moment = datetime.datetime.fromisoformat(value) + datetime.timedelta(seconds=n)
    except OverflowError:
        invalid("Overflow: the datetime is beyond the years 1 to 9999")
    return moment.isoformat()


def time_plus(value: str, duration: int) -> str:
    """time + duration, around the clock, in whole minutes."""
    minutes_ = (hour(value) * 60 + minute(value) + duration // 60) % 1440
    return f"{minutes_ // 60:02d}:{minutes_ % 60:02d}"


def seconds_between(a: str, b: str) -> int:
    """The seconds from datetime `a` to datetime `b`: the duration b - a."""
    span = datetime.datetime.fromisoformat(b) - datetime.datetime.fromisoformat(a)
    return span.days * DAY + span.seconds


def format_date(value: str, form: str) -> str:
    """A date, time or datetime with `%Y %m %d %b %B %a %A %H %M %S %j %y %I %p %e %%`, in English on every machine."""
    if len(form) > 200:
        invalid("The format of a date has at most 200 characters")
    return re.sub("%(.?)", lambda found: _directive(value, found[1]), form, flags=re.DOTALL)


def _directive(value: str, letter: str) -> str:
    if letter == "%":
        return "%"
    if letter and letter in "HIMSp":
        return _of_time(value, letter)
    if letter and letter in DIRECTIVES and len(value) > 5:
        return _of_date(_date(value), letter)
    invalid(f"'%{letter}' is no part of this value's format")


def _of_time(value: str, letter: str) -> str:
    clock = value[11:] if len(value) > 10 else value if len(value) == 5 else "00:00"
    at = int(clock[:2])
    parts = {
        "H": clock[:2],
        "I": f"{(at - 1) % 12 + 1:02d}",
        "M": clock[3:5],
        "S": clock[6:8] or "00",
        "p": "AM" if at < 12 else "PM",
    }
    return parts[letter]


def _of_date(date: datetime.date, letter: str) -> str:
    parts = {
        "Y": f"{date.year:04d}",
        "y": f"{date.year % 100:02d}",
        "m": f"{date.month:02d}",
        "d": f"{date.day:02d}",
        "e": str(date.day),
        "j": f"{date.timetuple().tm_yday:03d}",
        "B": _MONTHS[date.month - 1],
        "b": _MONTHS[date.month - 1][:3],
        "A": _WEEKDAYS[date.weekday()],
        "a": _WEEKDAYS[date.weekday()][:3],
    }
    return parts[letter]


def _date(value: str) -> datetime.date:
    return datetime.date.fromisoformat(value[:10])


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True
