"""A file in its canonical layout, by the formatter that `awmc fmt` uses.

In: a file. Out: its text formatted, or None where it cannot be, since it holds mistakes.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from awmc.source import SourceFile

_FORMATTER = "awmc.syntax.format"


def can_format() -> bool:
    """Whether there is a formatter."""
    return find_spec(_FORMATTER) is not None


def formatted(file: SourceFile) -> str | None:
    """The text as the formatter writes it."""
    found: Any = import_module(_FORMATTER).format_source(file)
    return str(found.text) if found.complete else None
