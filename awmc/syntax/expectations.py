"""What could have stood at a place, in words for people.

In: the kinds of token that the machine would take. Out: a phrase such as "`,` or `}`" or "a type".
"""

from __future__ import annotations

from awmc.source import SourceFile
from awmc.syntax.keywords import DECLARATIONS, PARTS, RULES, SECTIONS, SETTINGS, STATEMENTS
from awmc.syntax.table import END, table
from awmc.syntax.tokens import Token

LIMIT = 6
"""How many alternatives a message names."""

OPERAND = frozenset(
    "NUMBER TEXT LONG_TEXT RAW_TEXT DATE TIME DATETIME NAME TYPE_NAME ( [ { - not if match true"
    " false none create call".split()
)
TYPE = frozenset("NAME TYPE_NAME [ {".split())
OPERATORS = frozenset(". ? [ ?? + - * / // % == != < <= > >= in not and or".split())

NAMES = {
    "NAME": "a name",
    "TYPE_NAME": "the name of a type",
    "FIELD": "a name and `:`",
    "NUMBER": "a number",
    "RANGE": "a range such as `1..80`",
    "TEXT": "a text",
    "DATE": "a date",
    "TIME": "a time",
    "DATETIME": "a datetime such as `2026-03-02T09:00:00`",
    END: "the end of the file",
}


def expected_phrase(kinds: set[str], start: str) -> str:
    """The tokens of these kinds, or what they begin."""
    spellings = table().spellings
    texts = {spellings.get(kind, kind) for kind in kinds}
    phrases: list[str] = []

    def fold(words: set[str] | frozenset[str] | list[str], phrase: str) -> None:
        texts.difference_update(words)
        phrases.append(phrase)

    if "NUMBER" in texts and "(" in texts:
        fold(OPERAND, "a value")
    elif texts >= TYPE:
        fold(TYPE, "a type")
    if "+" in texts:
        # An operator can follow any value; what else can is more to the point.
        texts -= OPERATORS
    if "require" in texts:
        fold(STATEMENTS, "a statement")
    if "entity" in texts:
        fold(DECLARATIONS, "a declaration")
    if "instruction" in texts:
        fold(SECTIONS, "a section of a task")
    if "has" in texts:
        fold([*PARTS, *RULES, "FIELD"], "a field or a rule")
    if "policy" in texts:
        fold(SETTINGS, "a setting")
    texts -= {"LONG_TEXT", "RAW_TEXT"}
    phrases += [_spell(text, start) for text in sorted(texts, key=_rank)]
    return _join(phrases) or "an operator"


def found_phrase(token: Token, file: SourceFile, start: str) -> str:
    """A token as it is written."""
    if token.kinds[0] == END:
        return "the end of the file" if start == "module" else "the end of the braces"
    text = file.text[token.start : token.end]
    return f"`{text if len(text) <= 40 else text[:40] + '…'}`"


def _spell(text: str, start: str) -> str:
    if text == END and start != "module":
        return "the end of the braces"
    return NAMES.get(text, f"`{text}`")


def _rank(text: str) -> tuple[bool, str]:
    """Kinds of token first, then words and signs."""
    return text not in NAMES, text


def _join(phrases: list[str]) -> str:
    shown = phrases[:LIMIT]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} or {shown[-1]}"
