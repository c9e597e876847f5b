r"""`\"\"\"…\"\"\"` at another indentation.

In: a long text as written. Out: the same text where its lines start elsewhere. Guaranteed: it means the same, since `text_values.py`
drops the indentation that all lines have; a text whose first line starts at the quotes, or whose braces hold line ends, is kept.
"""

from __future__ import annotations

from awmc.syntax.quotes import Hole, split_text
from awmc.syntax.text_values import common_indentation

QUOTES = '"""'


def indented(text: str, indent: str) -> str:
    """The text with its lines at `indent`."""
    if not text.startswith(f"{QUOTES}\n") or _has_long_holes(text):
        return text
    _, *lines = text[len(QUOTES) : -len(QUOTES)].split("\n")
    common = len(common_indentation(lines))
    kept = [indent + line[common:] if line.strip(" \t") else "" for line in lines]
    if not kept[-1]:
        kept[-1] = indent
    return "\n".join([QUOTES, *kept]) + QUOTES


def _has_long_holes(text: str) -> bool:
    """Whether a line ends between two braces, where no indentation is dropped."""
    parts = split_text(text, len(QUOTES), len(text) - len(QUOTES))
    return any(isinstance(part, Hole) and "\n" in text[part.start : part.end] for part in parts)
