"""Names, keys and enum members in a text, as whole tokens.

In: a text in plain form, or the wanted value. Out: whether the value is there, and which other known values are. Guaranteed: what is no
letter or digit counts for nothing between two words, with these exceptions.

- Between two digits it counts: `1.5` is not `1, 5`. Blanks, hyphens and brackets are one there, so that `555-0142` is `555 0142`.
- A token ends where a blank, a quote or a mark of punctuation does, not within `C-12`, `R&D`, `a/b`, `x.y` or `in_progress`: `C` and `12` are not
  found in `C-12`, nor `paid` in `un-paid`. `'s` at the end is no part of a name. `C++`, `A+`, `A-` and `50%` are not `C`, `A` and `50`.
- A longer known value is not the shorter one in it: `partially paid` does not say `paid` if both are members.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from awmc.runtime.judging.prose import plain

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*(?:[+#%]+|-+(?=\s|\Z))?")
_WORD = re.compile(r"[^\W_]+")
_LOOSE = r"[\W_]++"
_TIGHT = r"[\s_-]++"
_LIKE_BLANK = re.compile(r"[\s()\-]+")


@dataclass(frozen=True, slots=True)
class Name:
    """A value to look for: its words, a pattern, and one that allows nothing but blanks, `_` and `-` between them."""

    words: tuple[str, ...]
    pattern: re.Pattern[str]
    tight: re.Pattern[str]


@lru_cache(maxsize=8192)
def name_of(value: str) -> Name:
    """How to look for a value."""
    text = plain(value)
    tokens = list(_TOKEN.finditer(text))
    if not tokens:
        chunk = re.compile(rf"(?<!\S)[*`'\"(]*{re.escape(text.strip())}[*`'\".,;)]*(?!\S)")
        return Name((), chunk, chunk)
    words = tuple(_WORD.findall(" ".join(token[0] for token in tokens)))
    return Name(words, _pattern(text, tokens, _LOOSE), _pattern(text, tokens, _TIGHT))


def _pattern(text: str, tokens: Sequence[re.Match[str]], between: str) -> re.Pattern[str]:
    first, last = tokens[0][0], tokens[-1][0]
    parts = [_start(first)]
    for before, after in pairwise(tokens):
        digits = before[0][-1].isdigit() and after[0][0].isdigit()
        gap = _digit_gap(text[before.end() : after.start()]) if digits else between
        parts += [gap, re.escape(after[0])]
    return re.compile("".join(parts) + _end(last))


def _start(token: str) -> str:
    """The token itself first, for the search is by it; then, looking back, that nothing is joined to it."""
    literal = re.escape(token)
    digit = rf"(?<!\d[,:]{literal})" if token[0].isdigit() else ""
    return rf"{literal}(?<![^\W_]{literal})(?<![^\W_][-./_@&']{literal}){digit}"


def _end(token: str) -> str:
    joined = r"(?![^\W_])(?![-./_@&][^\W_])(?!'(?!s(?![^\W_]))[^\W_])(?![+#%])"
    digit = r"(?![,:]\d)" if token[-1].isdigit() else ""
    grade = r"(?!-(?![->]))" if len(token) == 1 else ""
    return joined + digit + grade


def _digit_gap(gap: str) -> str:
    if _LIKE_BLANK.fullmatch(gap):
        return r"[\s()\-]+"
    return r"\s+".join(re.escape(part) for part in re.split(r"\s+", gap))


def without(text: str, names: Iterable[Name]) -> str:
    """The text with the longer of these names blotted out, longest first."""
    for name in sorted(names, key=_longest_first):
        text = name.tight.sub("\0", text)
    return text


def _longest_first(name: Name) -> tuple[int, tuple[str, ...], str]:
    return (-len(name.words), name.words, name.tight.pattern)


def longer(wanted: Name, known: Iterable[Name]) -> list[Name]:
    """Those that hold the wanted one's words and more."""
    size = len(wanted.words)
    return [
        name
        for name in known
        if len(name.words) > size
        and any(name.words[i : i + size] == wanted.words for i in range(len(name.words)))
    ]


class Known:
    """Known values, found by their first word."""

    def __init__(self, values: Iterable[object]) -> None:
        self._by_word: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for value in dict.fromkeys(str(value) for value in values if value is not None):
            words = tuple(_WORD.findall(plain(value)))
            if words:
                self._by_word.setdefault(words[0], []).append((value, words))

    def named_in(self, text: str) -> list[str]:
        """Those all of whose words are in a text in plain form, each once."""
        present = _present(text)
        return [
            value
            for word in sorted(present & self._by_word.keys())
            for value, words in self._by_word[word]
            if present.issuperset(words)
        ]


@lru_cache(maxsize=16)
def _present(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))
