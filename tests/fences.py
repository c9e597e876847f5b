"""Fenced blocks of pages: of the documentation, of rules and diagnostics.

In: the text of a page. Out: its blocks in order, each with the line it starts at, its language, its title (the file that it belongs to) and the other words
of its info string.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"

_BLOCK = re.compile(r"^```(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r'title="(?P<title>[^"]*)"')


@dataclass(frozen=True)
class Block:
    """A block of a page: ```language words title="file"```."""

    line: int
    language: str
    title: str | None
    words: tuple[str, ...]
    text: str


def blocks(page: Path) -> Iterator[Block]:
    """Every fenced block of a page."""
    return blocks_of(page.read_text(encoding="utf-8"))


def blocks_of(text: str) -> Iterator[Block]:
    """Every fenced block of a page's text."""
    for found in _BLOCK.finditer(text):
        title = _TITLE.search(found["info"])
        language, *words = _TITLE.sub("", found["info"]).split() or [""]
        line = text.count("\n", 0, found.start()) + 1
        yield Block(line, language, title and title["title"], tuple(words), found["text"])
