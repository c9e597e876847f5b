"""A text and the places where it may break, after Wadler and Prettier.

A document is a string, a tuple of documents, or one of the nodes below. A `Group` is laid out flat, all its lines as they are
between words, if that fits; else its own lines break, and each group within it is asked anew. What is written is the same in both
cases, spaces and line ends aside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from awmc.source import Span


@dataclass(frozen=True, slots=True)
class Line:
    """A place to break: `flat` in a group that fits, else the end of the line."""

    flat: str = " "
    hard: bool = False
    """Whether it always breaks, and the groups around it with it."""
    first: bool = False
    """Whether it stands after an opening bracket, where no blank line is kept."""
    last: bool = False
    """Whether it stands before a closing bracket: comments before it belong to what is within."""
    blank: bool = False
    """Whether the author's blank lines are kept here."""


@dataclass(frozen=True, slots=True)
class Nest:
    """Lines within are indented one step further."""

    content: Doc


@dataclass(frozen=True, slots=True)
class Align:
    """Lines within start below its first character."""

    content: Doc


@dataclass(frozen=True, slots=True)
class Group:
    """Flat if it fits."""

    content: Doc


@dataclass(frozen=True, slots=True)
class Written:
    """What is kept as the author wrote it where there is a file; else as `spell` spells it."""

    span: Span
    spell: Callable[[], str]


Doc: TypeAlias = "str | Line | Nest | Align | Group | Written | tuple[Doc, ...]"

SPACE = Line()
FILL = Group(SPACE)
"""A space that breaks only where what follows it, up to the next place to break, does not fit."""
NEW = Line(hard=True, blank=True)
"""Between two items that have a line each."""
OPEN = Line("", first=True)
OPEN_SPACE = Line(first=True)
OPEN_HARD = Line(hard=True, first=True)
CLOSE = Line("", last=True)
CLOSE_SPACE = Line(last=True)
CLOSE_HARD = Line(hard=True, last=True)


def join(separator: Doc, docs: Iterable[Doc]) -> Doc:
    """The documents with a separator between them."""
    parts: list[Doc] = []
    for doc in docs:
        if parts:
            parts.append(separator)
        parts.append(doc)
    return tuple(parts)


def enclosed(opener: str, content: Doc, closer: str) -> Doc:
    """`(content)`, whose content has lines of its own where it does not fit."""
    return Group((opener, Nest((OPEN, content)), CLOSE, closer))


def braces(items: Doc, hard: bool = False) -> Doc:
    """`{ items }`, on one line if they fit and are not `hard`."""
    if items == ():
        return Group(("{", Line("", first=True, last=True), "}"))
    first, last = (OPEN_HARD, CLOSE_HARD) if hard else (OPEN_SPACE, CLOSE_SPACE)
    return Group(("{", Nest((first, items)), last, "}"))


def flat(doc: Doc) -> str:
    """The document on one line, as it is spelt where there is no file."""
    parts: list[str] = []
    waiting = [doc]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            parts.append(one)
        elif isinstance(one, tuple):
            waiting.extend(reversed(one))
        elif isinstance(one, Line):
            parts.append(one.flat)
        elif isinstance(one, Written):
            parts.append(one.spell())
        else:
            waiting.append(one.content)
    return "".join(parts)
