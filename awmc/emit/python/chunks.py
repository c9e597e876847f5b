"""The lines of a body, in chunks: what one statement becomes, with its comment.

In: statements, and the lines that they have become. Out: what a writer asks of them. Nothing here knows how a statement is lowered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from awmc.ir import stmt as st


def ends(statements: Sequence[st.Stmt]) -> bool:
    """Whether nothing after these statements is reached."""
    if not statements:
        return False
    match statements[-1]:
        case st.Return() | st.Fail() | st.Reject():
            return True
        case st.If(branches=branches, otherwise=otherwise):
            return ends(otherwise) and all(ends(branch.body) for branch in branches)
        case _:
            return False


def spaced(chunks: Sequence[Sequence[str]]) -> list[str]:
    """Chunks as lines, a blank one around each that has a comment or a block."""
    lines: list[str] = []
    for place, chunk in enumerate(chunks):
        apart = len(chunk) > 1 or (place > 0 and len(chunks[place - 1]) > 1)
        if lines and apart:
            lines.append("")
        lines += chunk
    return lines


def same_words(text: str, line: str) -> bool:
    """Whether a line of Python says what the spec says, so that a comment would only repeat it."""
    return _words(text) == _words(line)


def _words(text: str) -> str:
    for old, new in (("== none", "is None"), ("!= none", "is not None"), ("none", "None")):
        text = text.replace(old, new)
    text = text.replace("today()", "s.today").replace("now()", "s.now").removeprefix("let ")
    text = re.sub(r"\b(s|w|a)\.", "", text)
    return re.sub(r"[^A-Za-z0-9_.+\-*/%<>=!]", "", text).rstrip(":")
