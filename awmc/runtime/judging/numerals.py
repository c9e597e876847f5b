"""Numbers in a text: thousands separators, currency signs and codes, units stuck on, percents, signs.

In: a text in plain form. Out: the numbers that it names, each with how many decimals are printed, and whether a number is among them.
Guaranteed: a number is a whole token: there is no 3 in `13`, `3.5`, `3,000`, `2026-03-03`, `12:03`, `3-4`, `3/4`, `1.2.3` or `B3`.

One text has one reading, except that a percentage is also its hundredth part for a float. So there is no second chance by another convention:
`3,000` is 3000, `1.234` is 1.234, `1 200` is 1200, `3,50` is 3.5, `1.234,50` and `1.234.567` are in the thousands, `0,125` is an eighth. Brackets
are brackets: `(3.50)` is not negative. `3.5/5` is 3.5, for no fraction has decimals; `50 cents` is no 50 of money.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Context, Decimal
from functools import lru_cache
from typing import Any

_EXACT = Context(prec=2_000, Emax=9_999, Emin=-9_999)
_LONGEST = 400
_CODES = "usd|eur|gbp|jpy|chf|cad|aud|nzd|cny|inr|brl|mxn|sek|nok|dkk|pln|czk|huf|krw|zar|sgd|hkd|try|thb|ils|aed|sar|php"
_CODE = re.compile(rf"(?:{_CODES})(?<![^\W_]...)(?=\.?\d)|rs(?<![^\W_]..)\.?(?=\d)")
_STUCK = re.compile(r"\d(?:(?<=[a-z].)|(?<=[a-z]\..))")
_SIGNS = "$€£¥₹₽₩₺₪฿₴₦₫¢"
_MONTH = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?![^\W_])"
_SPELLED_DATE = re.compile(
    rf"(?<![^\W_])(?:{_DAY}(?: of)? (?:{_MONTH}|may(?=,? \d{{4}}))(?![^\W_])\.?"
    rf"|(?:{_MONTH}|may(?= \d{{1,2}}[a-z]{{0,2}},? \d{{4}}))\.? {_DAY}(?![.:]\d))(?:,? \d{{4}}(?!\d))?"
)
_NUMBER = re.compile(
    r"""
    ([.\d])(?<![^\W_].)(?<![^\W_][-./_@&'^].)(?<!\d[,:].)(?<![.^].)    # no part of a longer token
    ((?<=\.)\d++ | (?<=\d)\d*+)
    ( (?<!\d\d\d\d)(?:\ \d{3}(?!\d)){1,6}+(?:[.,]\d++)?+ | (?:[.,']\d++)*+ )
    (e[-+]?\d{1,3}(?![^\W_]))?+
    (?: (\ ?[%¢]|\ (?:percent|cents?|pence)(?![^\W_])) | (\ ?(?:thousand|million|billion)(?![^\W_])|(?:k|bn|mn)(?![^\W_]))
      | -?(?:[mglhsxwvty円元원](?![^\W_])|[^\W\d_]{2,}+) )?+
    (?![^\W_]|\^) (?![-:_'][^\w\s]?\d)(?!(?<!\.\d)(?<!\.\d\d)/[^\w\s]?\d) (?!-[^\W_](?![^\W_]))
    """,
    re.VERBOSE,
)
_MONTH_STARTS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAY_AFTER = re.compile(r"[a-z]{0,6}\.? \d")
_A_DIGIT = re.compile(r"\d")
_SCALES = {"k": 3, "thousand": 3, "million": 6, "mn": 6, "billion": 9, "bn": 9}
_GROUPS = re.compile(r"[1-9]\d{0,2}(?:([,.' ])\d{3})(?:\1\d{3})*|[1-9]\d?(?:,\d{2})+,\d{3}")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a text: its value, how many decimals are printed, whether percent or cents follow, and how it stands there, which
    does not count when two are compared."""

    value: Decimal
    decimals: int
    percent: bool
    cents: bool
    shown: str = field(compare=False)

    def __str__(self) -> str:
        return self.shown


@lru_cache(maxsize=16)
def numerals(text: str) -> tuple[Numeral, ...]:
    """The numbers that a text names, in order. The day of a date in words is none."""
    if _STUCK.search(text):
        text = _CODE.sub("$", text)
    if _names_a_day(text):
        text = _SPELLED_DATE.sub("/", text)
    found: list[Numeral] = []
    for match in _NUMBER.finditer(text):
        sign = _sign(text, match.start())
        if sign is not None:
            found += _read(match, sign)
    return tuple(found)


def _names_a_day(text: str) -> bool:
    """Whether a digit stands near enough to a month's name to be its day: to search for dates in words takes far longer."""
    for month in _MONTH_STARTS:
        at = text.find(month)
        while at >= 0:
            if _A_DIGIT.search(text, max(0, at - 7), at) or _DAY_AFTER.match(text, at + 3):
                return True
            at = text.find(month, at + 3)
    return False


def _sign(text: str, start: int) -> str | None:
    """What stands before a number: `-`, nothing, or None where it is part of something longer, `$5-$10`."""
    at = start - 1
    minus = at >= 0 and text[at] == "-"
    at -= minus
    if at >= 0 and text[at] == " " and at > 0 and text[at - 1] in _SIGNS and not minus:
        at -= 1
    if at >= 0 and text[at] in _SIGNS:
        at -= 1
        if at >= 1 and text[at].isalpha() and text[at - 1] in "-u":  # US$, -US$ and the like
            while at >= 0 and text[at].isalpha():
                at -= 1
        if not minus and at >= 0 and text[at] == "-":
            minus = True
            at -= 1
    if minus and at >= 0 and (text[at].isalnum() or text[at] in "-."):
        return None
    if not minus and text[max(0, start - 6) : start] == "minus ":
        minus = True
    return "-" if minus else ""


def _read(match: re.Match[str], sign: str) -> list[Numeral]:
    first, more, groups, exponent, mark, scale = match.groups()
    body = first + more + groups
    if len(body) > _LONGEST:
        return []
    if groups and re.fullmatch(r"\d+(?:,\d{1,2}){2,}", body) and not _GROUPS.fullmatch(body):
        return [Numeral(Decimal(part), 0, False, False, part) for part in body.split(",")]
    plain_form = _digits(body)
    if plain_form is None:
        return []
    value = Decimal(sign + plain_form + (exponent or ""))
    decimals = max(0, len(plain_form.partition(".")[2]) - _exponent(exponent))
    if scale:
        places = _SCALES[scale.strip()]
        value = value.scaleb(places, _EXACT)
        decimals = max(0, decimals - places)
    mark = (mark or "").strip()
    shown = (
        f"{sign}{body}{exponent or ''}{(scale or '').strip()}{mark if mark in '%¢' else ' ' + mark}"
    )
    is_percent = mark in ("%", "percent")
    return [Numeral(value, decimals, is_percent, bool(mark) and not is_percent, shown)]


def _exponent(text: str | None) -> int:
    return int(text[1:]) if text else 0


@lru_cache(maxsize=4096)
def _digits(body: str) -> str | None:
    """A number with a point and nothing else; None for `1.2.3` and the like."""
    separators = [c for c in body if not c.isdigit()]
    if not separators:
        return body
    last = separators[-1]
    if _GROUPS.fullmatch(body) and (last != "." or len(separators) > 1):
        return "".join(c for c in body if c.isdigit())
    whole, _, decimals = body.rpartition(last)
    if last not in ".," or (len(separators) > 1 and not _GROUPS.fullmatch(whole)):
        return None
    if last in whole:
        return None
    return "".join(c for c in whole if c.isdigit()) + "." + decimals


def amount(body: str) -> Decimal | None:
    """The value of digits with separators, as it stands in a duration; None where it is no number."""
    form = _digits(body) if len(body) <= _LONGEST else None
    return None if form is None else Decimal(form)


@dataclass(frozen=True, slots=True)
class WantedNumber:
    """A number that is asked for: its exact value; of a float also the value without the noise of its last digits, and how many
    decimals a text must print. An amount of money is never the number of its cents."""

    value: Decimal
    rounded: Decimal
    decimals: int
    inexact: bool
    is_money: bool


@lru_cache(maxsize=4096)
def wanted_number(value: Any, kind: str) -> WantedNumber:
    """What a text is searched for."""
    exact = Decimal(str(value))
    if kind != "float":
        return WantedNumber(exact, exact, 0, False, kind == "money")
    rounded = Decimal(format(float(value), ".12g"))
    digits = format(rounded, "f").rstrip("0").partition(".")[2] if "." in f"{rounded:f}" else ""
    return WantedNumber(exact, rounded, min(2, len(digits)), True, False)


def is_number(wanted: WantedNumber, found: Numeral) -> bool:
    """Whether a number of a text is the one asked for: exactly; of a float to the decimals printed."""
    if wanted.is_money and found.cents:
        return found.value.scaleb(-2, _EXACT) == wanted.value
    if found.value == wanted.value:
        return True
    if not wanted.inexact:
        return False
    if _is_rounding(wanted, found.value, found.decimals):
        return True
    hundredth = found.value.scaleb(-2, _EXACT) if found.percent else None
    return hundredth is not None and _is_rounding(wanted, hundredth, found.decimals + 2)


def _is_rounding(wanted: WantedNumber, value: Decimal, decimals: int) -> bool:
    if decimals < wanted.decimals:
        return False
    if not value:  # `0.00` says nothing of 0.004
        return wanted.rounded.copy_abs() < Decimal("1e-9")
    half = Decimal((0, (5,), -decimals - 1))
    return any(
        _EXACT.subtract(value, one).copy_abs() <= half for one in (wanted.rounded, wanted.value)
    )
