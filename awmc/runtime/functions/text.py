"""Texts as the language has them: Python's `str` methods, interpolation and formats.

A text longer than `limits.TEXT_LENGTH` fails the call instead of being made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from awmc.runtime.failures import invalid
from awmc.runtime.functions.dates import format_date
from awmc.runtime.limits import FORMAT_WIDTH, LIST_LENGTH, TEXT_LENGTH

_FORMAT = re.compile(r"(?:.?[<>^=])?[-+ ]?0?(\d*)[,_]?(?:\.(\d+))?[a-zA-Z%]?", re.DOTALL)


def sized(text: str) -> str:
    """`text`, unless it is longer than a text may be."""
    if len(text) > TEXT_LENGTH:
        invalid(f"The text is longer than {TEXT_LENGTH} characters")
    return text


def lower(text: str) -> str:
    return text.lower()


def upper(text: str) -> str:
    return sized(text.upper())


def trim(text: str) -> str:
    """Without white space at either end."""
    return text.strip()


def concat(*texts: str) -> str:
    """`a + b` of texts, and interpolation once its values are texts."""
    return sized("".join(texts))


def contains(text: str, part: str) -> bool:
    return part in text


def starts_with(text: str, start: str) -> bool:
    return text.startswith(start)


def ends_with(text: str, end: str) -> bool:
    return text.endswith(end)


def replace(text: str, old: str, new: str) -> str:
    """Every `old` by `new`; an empty `old` changes nothing."""
    if not old:
        return text
    if len(new) > len(old) and len(text) + text.count(old) * (len(new) - len(old)) > TEXT_LENGTH:
        invalid(f"The text is longer than {TEXT_LENGTH} characters")
    return text.replace(old, new)


def split(text: str, by: str) -> list[str]:
    """The parts between every `by`."""
    if not by:
        invalid("split needs a text to split by")
    return _listed(text.split(by, LIST_LENGTH))


def join(parts: Sequence[str], by: str) -> str:
    if sum(map(len, parts)) + len(by) * max(len(parts) - 1, 0) > TEXT_LENGTH:
        invalid(f"The text is longer than {TEXT_LENGTH} characters")
    return by.join(parts)


def lines(text: str) -> list[str]:
    """The lines, without their ends; `\\n`, `\\r\\n` and `\\r` end one."""
    parts = re.split(r"\r\n|\n|\r", text)
    return _listed(parts[:-1] if parts[-1] == "" else parts)


def words(text: str) -> list[str]:
    """The parts between white space."""
    return _listed(text.split(None, LIST_LENGTH))


def pad(value: str | int | float, width: int) -> str:
    """A text with blanks on its right, or a number with zeros on its left (after its sign), up to `width` characters."""
    if width > TEXT_LENGTH:
        invalid(f"The text is longer than {TEXT_LENGTH} characters")
    return value.ljust(width) if isinstance(value, str) else repr(value).zfill(width)


def character(text: str, index: int) -> str:
    """`text[i]`."""
    if not -len(text) <= index < len(text):
        invalid(f"The index {index} is out of range: the text has {len(text)} characters")
    return text[index]


def text_of(value: str | int | float | bool | None) -> str:
    """An interpolated value: text as it is, true/false, none as nothing, numbers as Python's repr. Not for decimals."""
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case _:
            return repr(value)


def decimal_text(value: int | None, places: int) -> str:
    """A decimal with all its places: `12.50`; none as nothing."""
    if value is None:
        return ""
    if places == 0:
        return str(value)
    units, rest = divmod(abs(value), 10**places)
    return f"{'-' if value < 0 else ''}{units}.{rest:0{places}d}"


def format_value(value: str | int | float | bool | None, form: str) -> str:
    """An interpolated value with a format, `{x:.2f}`: the format is Python's; none as nothing.

    A format with `%` before a letter, `{due:%d %b}`, is a date's: dates and times are texts at run time, and a text's
    own format has no `%`.
    """
    if value is None:
        return ""
    if isinstance(value, str) and "%" in form:
        return format_date(value, form)
    plain = text_of(value) if isinstance(value, bool) else value
    return _formatted(plain, form)


def format_decimal(value: int | None, places: int, form: str) -> str:
    """A decimal with a format; rounding is half-even, from its exact value."""
    if value is None:
        return ""
    with localcontext() as context:
        context.rounding = ROUND_HALF_EVEN
        context.prec = 60
        return _formatted(Decimal(value).scaleb(-places), form)


def check_format(form: str) -> bool:
    """Whether `form` is a format that interpolation takes, of a width and precision within limits."""
    found = _FORMAT.fullmatch(form)
    return found is not None and all(
        len(n) < 5 and int(n) <= FORMAT_WIDTH for n in found.groups() if n
    )


def _formatted(value: object, form: str) -> str:
    if not check_format(form):
        invalid(f"{form!r} is not a format")
    try:
        return format(value, form)
    except (ValueError, OverflowError):
        invalid(f"The format {form!r} does not fit the value")


def _listed(parts: list[str]) -> list[str]:
    if len(parts) > LIST_LENGTH:
        invalid(f"The list is longer than {LIST_LENGTH} items")
    return parts
