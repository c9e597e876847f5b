"""Deleting a piece of a spec, with the white space that only it needed."""

from __future__ import annotations

from awmc.lint.subject import Subject
from awmc.source import Span


def deletion(subject: Subject, span: Span) -> Span:
    """What to delete: a line that holds nothing else goes whole; comments stay."""
    file = subject.sources.get(span.path)
    assert file is not None
    text = file.text
    start, end = span.start, span.end
    while start > 0 and text[start - 1] in " \t":
        start -= 1
    while end < len(text) and text[end] in " \t":
        end += 1
    alone = text[start - 1 : start] in ("", "\n") and text[end : end + 1] in ("", "\n")
    if alone:
        return Span(span.path, start, min(end + 1, len(text)))
    first = text[start - 1 : start] in ("", "\n")
    return Span(span.path, span.start, end) if first else Span(span.path, start, span.end)
