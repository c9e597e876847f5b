"""The text of a final answer, in one plain form: NFKC, case folded, one kind of dash and of apostrophe, without what nobody sees.

In: any string, lone surrogates and NUL among them. Out: a string in which the other modules look for tokens. Guaranteed: no exception, time
in proportion to the length, and digits that are not part of a number (exponents, fractions, footnote marks) stand behind a `^`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

TEXT_LIMIT = 100_000
"""Code points of the longest text that is read."""
NAMED_LIMIT = 10
"""How many values beyond those asked for a text may name."""

_UNSEEN = (
    *(0xAD, 0x61C, 0x180E, 0xFEFF),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFE00, 0xFE10),
    *range(0xFFF9, 0xFFFC),
    *range(0xE0000, 0xE0080),
)
_SAME = str.maketrans(
    dict.fromkeys(_UNSEEN, "")
    | dict.fromkeys(map(ord, "‘’‚‛ʹʻʼʽˈ′´＇"), "'")
    | dict.fromkeys(map(ord, "‐‑‒–−﹣－⁻"), "-")
    | dict.fromkeys(map(ord, "—―﹘"), " ")
    | {0x2044: "/", 0x2215: "/", 0x66B: ".", 0x66C: ","}
)
_NO_NUMBER = re.compile("[²³¹¼-¾⁰⁴-⁹₀-₉⅐-↉①-⒛❶-➓]")
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
_ESCAPE = re.compile(r"\\(?=[^\w\s])")
_MARKS = 30
_LONG = 1_000


@lru_cache(maxsize=16)
def plain(text: str) -> str:
    """The text in plain form."""
    if text.isascii():
        return _unescaped(text).lower()
    if len(text) > _LONG:
        text = _few_marks(text)
    text = _NO_NUMBER.sub(lambda found: f"^{found[0]}", text).translate(_SAME)
    text = unicodedata.normalize("NFKC", text).translate(_SAME).casefold()
    text = _FOREIGN_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), text)
    return _unescaped(text)


def _unescaped(text: str) -> str:
    """Markdown's backslashes away: `in\\_stock`."""
    return _ESCAPE.sub("", text) if "\\" in text else text


def _few_marks(text: str) -> str:
    """At most 30 marks in a row: to sort them, as NFKC does, takes quadratic time."""
    kept = []
    run = 0
    for character in text:
        is_mark = unicodedata.category(character)[0] == "M" or character in "ﾞﾟ"
        run = run + 1 if is_mark else 0
        if run <= _MARKS:
            kept.append(character)
    return "".join(kept)


def in_words(items: Sequence[str], limit: int = 5) -> str:
    """`A, B and C`; of more than the limit only the first, `A, B, … (12 in all)`."""
    if len(items) > limit:
        return f"{', '.join(items[:limit])}, … ({len(items)} in all)"
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
