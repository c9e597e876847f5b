"""Names of the spec in texts for people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from awmc.lint.subject import Subject
from awmc.source import Span
from awmc.syntax import ast

_SNAKE = re.compile(r"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b")


def mentions(subject: Subject, text: ast.TextLiteral | None) -> Iterator[tuple[str, Span]]:
    """Each name of two words at the least, such as `due_date`, in the plain parts of a text, with its place."""
    if text is None:
        return
    written = " ".join(part for part in text.parts if isinstance(part, str))
    for name in dict.fromkeys(_SNAKE.findall(written)):
        at = subject.text(text.span).find(name)
        start = text.span.start + at
        yield name, text.span if at < 0 else Span(text.span.path, start, start + len(name))
