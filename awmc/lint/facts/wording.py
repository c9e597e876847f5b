"""Names and texts as words.

In: a name of the spec, or a text for an agent. Out: its words in small letters. Guaranteed: what is not plainly a plural or a synonym is not
called one.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_TEXT_WORD = re.compile(r"[a-z0-9']+")
_SINGULAR_ENDINGS = ("ss", "us", "is", "os", "as", "ews", "eries", "ics")
_SINGULARS = frozenset({"series", "species", "news", "means", "address", "gps", "sms", "always"})


def name_words(name: str) -> tuple[str, ...]:
    """`get_order2` and `GetOrder2` as ("get", "order", "2")."""
    return tuple(word.lower() for word in _WORD.findall(name))


def text_words(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(_TEXT_WORD.findall(text.lower()))


def is_plural(word: str) -> bool:
    """Whether an English word is plainly a plural: `orders`, not `status`."""
    if word in _SINGULARS or len(word) < 4 or not word.endswith("s"):
        return False
    return not word.endswith(_SINGULAR_ENDINGS)


def singular(word: str) -> str:
    """The singular of a plural, any other word as it is."""
    if not is_plural(word):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses")) else word[:-1]


def letter_slipped(a: str, b: str) -> bool:
    """Whether two texts differ as slips of the pen do: one has a letter more, or two neighbours are exchanged."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    same = (x == y for x, y in zip(a, b, strict=False))
    start = next((i for i, equal in enumerate(same) if not equal), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    if len(a) == len(b):
        return rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:]
    return rest_a[1:] == rest_b or rest_a == rest_b[1:]
