"""What the tests of the formatter share: specs to format, and ways to spoil their layout."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from random import Random

from syntax_helpers import LANGUAGE, ROOT, SPECS

from awmc.diagnostics.sink import Sink
from awmc.source import SourceFile
from awmc.syntax.format import Formatted, format_source
from awmc.syntax.tokens import Tokens
from tests.fences import blocks

WHOLE = ((), ("fragment",))
"""The words after `awm` of blocks that hold declarations."""
PAGES = sorted((ROOT / "docs").glob("*.md"))


def _texts() -> Iterator[tuple[str, str]]:
    for path in SPECS + LANGUAGE + [ROOT / "templates" / "new.awm"]:
        text = path.read_text(encoding="utf-8").replace("{{ name }}", "shop")
        yield path.relative_to(ROOT).as_posix(), text
    for page in PAGES:
        texts = [b.text for b in blocks(page) if b.language == "awm" and b.words in WHOLE]
        if texts:
            yield page.relative_to(ROOT).as_posix(), "\n\n".join(texts)


TEXTS = dict(_texts())
"""Every spec, fixture and page with examples: its awm, by its path."""


@cache
def formatted(text: str) -> Formatted:
    """What the formatter makes of a text."""
    return format_source(SourceFile("test.awm", text))


def things(text: str) -> list[tuple[str, str, bool]]:
    """The tokens and comments of a text in order: what was before each, what it is, whether it is a comment."""
    lexed = Tokens(SourceFile("test.awm", text), Sink())
    spans = [(t.start, t.end, False) for t in lexed.tokens[:-1]]
    spans += [(c.span.start, c.span.end, True) for c in lexed.comments]
    found, end = [], 0
    for start, stop, is_comment in sorted(spans):
        found.append((text[end:start], text[start:stop], is_comment))
        end = stop
    return found


def collapsed(text: str, random: Random) -> str:
    """The same tokens, comments and blank lines, and a line end only where one must be; comments moved sideways."""
    return _respaced(text, random, lambda before: " " if before else "")


def widened(text: str, random: Random) -> str:
    """The same with a line end for each space."""
    return _respaced(
        text, random, lambda before: "\n" + " " * random.randrange(9) if before else ""
    )


def _respaced(text: str, random: Random, space: Callable[[str], str]) -> str:
    parts: list[str] = []
    after_comment = False
    for before, thing, is_comment in things(text):
        lines = before.count("\n")
        indent = " " * random.randrange(9)
        if lines > 1:
            parts.append("\n" * random.randrange(2, 4) + indent)
        elif after_comment or (is_comment and lines):
            parts.append("\n" + indent)
        elif is_comment:
            parts.append(" " * random.randrange(1, 9) if parts else "")
        else:
            # At the start of a line `//` is the comment of other languages.
            parts.append(" " if thing == "//" else space(before))
        parts.append(thing)
        after_comment = is_comment
    return "".join(parts)
