"""The constructs that can be given up alone, and where the text makes sense again after each.

In: a parse that stands before a token that fits nowhere. Out: the token to go on from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from awmc.source import SourceFile
from awmc.syntax.driver import Driver
from awmc.syntax.keywords import (
    DECLARATIONS,
    PARTS,
    SECTIONS,
    SETTINGS,
    STATEMENTS,
)
from awmc.syntax.table import END
from awmc.syntax.tokens import CLOSERS, Token


@dataclass(frozen=True, slots=True)
class Level:
    """A construct, by its rule: the words that start the next one on a line, and the signs after it."""

    symbol: str
    words: frozenset[str]
    signs: frozenset[str]
    inner: bool = False
    """Whether it lies within a statement or part, and so cannot reach beyond one."""


def _level(symbol: str, words: Sequence[str], signs: str, inner: bool = False) -> Level:
    return Level(symbol, frozenset(words), frozenset(signs.split()), inner)


LEVELS = (
    _level("entry_item", (), ", }", inner=True),
    _level("project_item", (), ", }", inner=True),
    _level("param", (), ", )", inner=True),
    _level("member", (), ", }", inner=True),
    _level("row", (), "; }", inner=True),
    _level("statement", STATEMENTS, "}"),
    _level("section", SECTIONS, "}"),
    _level("part", PARTS, "}"),
    _level("field", PARTS, "}"),
    _level("setting", SETTINGS, "}"),
    _level("declaration", DECLARATIONS, ""),
)
"""Innermost first."""

_AFTER_DECLARATION_WORD = {
    "tool": ("NAME",),
    "private": ("TOOL",),
    "def": ("NAME",),
    "extern": ("NAME",),
    "task": ("NAME",),
    "invariant": ("NAME",),
    "environment": ("NAME",),
    "use": ("TEXT",),
    "on": ("CALL", "CLOCK"),
}
"""What follows the words that start declarations; a type after all others."""


def open_brackets(values: Sequence[object]) -> list[Token]:
    """The brackets of a stack that are still open."""
    opened: list[Token] = []
    for value in values:
        if isinstance(value, Token) and value.text in CLOSERS:
            opened.append(value)
        elif isinstance(value, Token) and value.text in CLOSERS.values() and opened:
            opened.pop()
    return opened


def starts_declaration(tokens: Sequence[Token], index: int, file: SourceFile) -> bool:
    """Whether a declaration starts at this token, at the beginning of a line."""
    token = tokens[index]
    at_margin = token.first and (token.start == 0 or file.text[token.start - 1] == "\n")
    return at_margin and declares(tokens, index)


def declares(tokens: Sequence[Token], index: int) -> bool:
    """Whether this token and the next are the start of a declaration."""
    token = tokens[index]
    if token.text not in DECLARATIONS or index + 1 >= len(tokens):
        return False
    wanted = _AFTER_DECLARATION_WORD.get(token.text, ("TYPE_NAME",))
    return any(kind in wanted for kind in tokens[index + 1].kinds)


def find_sync(parse: Driver, level: Level, depth: int, state: int) -> int | None:
    """The token to go on from when the construct at `depth` of the stack is left out; None if it is too far."""
    tokens, machine = parse.tokens, parse.machine
    states = [*machine.states[: depth + 1], state]
    opened = [bracket.text for bracket in open_brackets(machine.values[depth + 1 :])]
    for index in range(parse.index, len(tokens)):
        token = tokens[index]
        if _fits(parse, states, token) and _is_sync(parse, level, index, opened):
            return index
        if token.kinds[0] == END or _is_beyond(parse, level, index):
            return None
        if not _walk(opened, token):
            return None
    return None


def _fits(parse: Driver, states: list[int], token: Token) -> bool:
    if token.kinds == ("UNKNOWN_RULE",):
        # It will not be taken, but is a mistake of its own.
        return True
    kind = parse.kind(token, states)
    return kind is not None and parse.machine.accepts_after(states, (kind,))


def _is_sync(parse: Driver, level: Level, index: int, opened: list[str]) -> bool:
    """Whether a construct of this level is over at this token, with these brackets open in it."""
    token = parse.tokens[index]
    if level.symbol == "declaration":
        if token.kinds[0] == END or starts_declaration(parse.tokens, index, parse.file):
            return True
        return not opened and index > parse.index and declares(parse.tokens, index)
    if token.first and token.text in level.words and index > parse.index:
        # A statement on a line of its own ends a broken one, although a bracket is missing there.
        return not opened or ("{" not in opened and token.text not in ("if", "for"))
    if opened:
        return False
    if token.text in level.signs or (token.text in level.words and index == parse.index):
        return True
    is_part = level.symbol in ("part", "field") and index > parse.index
    return is_part and token.first and (token.kinds == ("FIELD",) or token.text.startswith("@"))


def _is_beyond(parse: Driver, level: Level, index: int) -> bool:
    """Whether this token belongs to a construct further out."""
    token = parse.tokens[index]
    if level.symbol == "declaration":
        return False
    if starts_declaration(parse.tokens, index, parse.file):
        return True
    return (
        level.inner and token.first and token.text in STATEMENTS and token.text not in ("if", "for")
    )


def _walk(opened: list[str], token: Token) -> bool:
    """Keep track of brackets; False at one that closes the construct around."""
    if token.text in CLOSERS:
        opened.append(token.text)
    elif token.text in CLOSERS.values():
        while opened:
            if CLOSERS[opened.pop()] == token.text:
                return True
            if token.text != "}":
                return True
        return token.text != "}"
    return True
