"""A file in its canonical layout, by the formatter that `awmc fmt` uses.

In: a file. Out: its text formatted, or None where it cannot be formatted whole, since it holds mistakes.
"""

from __future__ import annotations

from awmc.source import SourceFile
from awmc.syntax.format import format_source


def formatted(file: SourceFile) -> str | None:
    """The text as the formatter writes it."""
    found = format_source(file)
    return found.text if found.complete else None
