"""A SQL script as statements.

In: the text of a script, untrusted. Out: its statements without the `;`, each with its first line. Guaranteed: linear time; a `;` within quotes, comments
or the body of a trigger ends nothing; a text without an end is a statement as it is, for SQLite to refuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""--[^\n]*|/\*.*?(?:\*/|\Z)|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]]*\]?|\w+|;|\s+|.""",
    re.DOTALL,
)
_TRIGGER = ("CREATE", "TRIGGER")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement, and where it stands: a line, or words that a reader finds it by."""

    text: str
    place: str = ""

    @property
    def verb(self) -> str:
        """Its first words in capitals, those between `CREATE` and what is created left out."""
        return " ".join(_verb(self.text))

    @property
    def short(self) -> str:
        """Its start, on one line."""
        line = " ".join(self.text.split())
        return line if len(line) <= 160 else line[:157] + "…"


def statements(script: str, place: str = "") -> Iterator[Statement]:
    """The statements of a script; without a `place` each is found by its line."""
    start, line, deep = 0, 1, 0
    words: list[str] = []
    for found in _TOKEN.finditer(script):
        token = found.group()
        if token == ";" and deep <= 0:
            if words:
                yield _statement(script[start : found.start()], line, place)
            line += script.count("\n", start, found.end())
            start, words, deep = found.end(), [], 0
        elif _is_word(token):
            if len(words) < 4 or _in_trigger(words):
                deep += _depth(words, token.upper())
            words[4:] = []
            words.append(token.upper())
        elif not token.isspace() and not token.startswith(("--", "/*")):
            words = words or [token]
    if words:
        yield _statement(script[start:], line, place)


def _is_word(token: str) -> bool:
    return token[0].isalpha() or token[0] == "_"


def _in_trigger(words: list[str]) -> bool:
    return words[:1] == ["CREATE"] and "TRIGGER" in words[1:3]


def _depth(words: list[str], word: str) -> int:
    """How much deeper a word leads within the body of a trigger."""
    if not _in_trigger(words):
        return 0
    return {"BEGIN": 1, "CASE": 1, "END": -1}.get(word, 0)


def _statement(text: str, line: int, place: str) -> Statement:
    lead = len(text) - len(text.lstrip())
    return Statement(text.strip(), place or f"line {line + text.count(chr(10), 0, lead)}")


def _verb(text: str) -> list[str]:
    words: list[str] = []
    for found in _TOKEN.finditer(text):
        token = found.group()
        if token.isspace() or token.startswith(("--", "/*")):
            continue
        if not _is_word(token):
            break
        word = token.upper()
        if words and word in ("TEMP", "TEMPORARY", "UNIQUE"):
            continue
        words.append(word)
        if len(words) == 2 or words[0] != "CREATE":
            break
    return words
