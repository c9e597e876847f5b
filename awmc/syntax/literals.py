"""Numbers, dates and times: whether one that is written exists.

In: the text of a token. Out: its value in ISO form, or None where there is none; mistakes are reported.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from math import isinf

from awmc.diagnostics.model import Applicability, Edit, Fix
from awmc.diagnostics.sink import Sink
from awmc.source import Span

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATETIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")
_NEARLY_DATETIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2})(:[0-9]{2})?")
_SHORT_TIME = re.compile(r"[0-9]:[0-5][0-9]")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?")


MAX_DIGITS = 40
"""How many digits a number may have; no type of the language holds more than 20."""


def number_fault(text: str) -> str | None:
    """Why a number cannot be, or None."""
    if sum(sign.isdigit() for sign in text) > MAX_DIGITS:
        return f"it has more than {MAX_DIGITS} digits"
    if text.isdecimal() and int(text) > 2**63:
        return "an int has 64 bits"
    return "it is beyond any float" if isinf(float(text)) else None


def unquoted(text: str) -> str:
    """The literal that a date, time or datetime in quotes stands for; an empty text where it is none."""
    bare = text.strip("\"'")
    if nearly := _NEARLY_DATETIME.fullmatch(bare):
        bare = f"{nearly[1]}T{nearly[2]}{nearly[3] or ':00'}"
    elif _SHORT_TIME.fullmatch(bare):
        bare = f"0{bare}"
    kinds = ((_DATE, date), (_DATETIME, datetime), (_TIME, time))
    for form, kind in kinds:
        if form.fullmatch(bare):
            return bare if _exists(kind, bare) else ""
    return ""


def _exists(kind: type[date] | type[time], text: str) -> bool:
    try:
        kind.fromisoformat(text)
    except ValueError:
        return False
    return True


def date_value(text: str, span: Span, sink: Sink) -> str | None:
    """A date or a datetime."""
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text).isoformat()
        if _DATETIME.fullmatch(text):
            return datetime.fromisoformat(text).isoformat()
    except ValueError:
        return _report(
            text, "date", "the calendar has no such day, or the day no such time", span, sink
        )
    if nearly := _NEARLY_DATETIME.fullmatch(text):
        value = f"{nearly[1]}T{nearly[2]}{nearly[3] or ':00'}"
        return _report(text, "datetime", "its form is `2024-05-15T09:30:00`", span, sink, value)
    reason = (
        "years have four digits, months, days, hours, minutes and seconds two; there are no zones"
    )
    return _report(text, "date", reason, span, sink)


def time_value(text: str, span: Span, sink: Sink) -> str | None:
    """A time of day; seconds, where they are zero, are left out."""
    if _SHORT_TIME.fullmatch(text):
        reason = "hours have two digits"
        return _report(text, "time", reason, span, sink, f"0{text}")
    if not _TIME.fullmatch(text):
        reason = "hours and minutes have two digits"
        return _report(text, "time", reason, span, sink)
    try:
        value = time.fromisoformat(text)
    except ValueError:
        return _report(text, "time", "a day ends at 23:59", span, sink)
    if value.second:
        return _report(text, "time", "a time has hours and minutes only", span, sink)
    return value.isoformat("minutes")


def _report(
    text: str, kind: str, reason: str, span: Span, sink: Sink, value: str | None = None
) -> str | None:
    """Report a date or a time; None, or the value that it has if its form is mended."""
    fix = None
    if value is not None:
        fix = Fix(
            title=f"write `{value}`",
            applicability=Applicability.safe,
            edits=(Edit(span=span, text=value),),
        )
    sink.report("bad-date", span, fix=fix, text=text, kind=kind, reason=reason)
    return value
