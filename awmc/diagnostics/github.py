"""Annotations of GitHub Actions: one line of a workflow's log, which GitHub shows beside the line of the file.

In: a level, a place and words, which may hold anything. Out: one line. Guaranteed: no text ends the line or begins a command of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from awmc.source import Sources, Span

Level = Literal["notice", "warning", "error"]
Place = Mapping[str, str | int]
"""The properties of an annotation that say where; none for what stands nowhere."""


def annotation(level: Level, title: str, message: str, place: Place) -> str:
    """The line, without a newline at its end."""
    given = {**place, "title": title}
    shown = ",".join(f"{name}={_property(str(value))}" for name, value in given.items())
    return f"::{level} {shown}::{_data(message)}"


def place_of(span: Span, sources: Sources) -> Place:
    """Its file, lines and columns from 1; of what spans several lines the first line, for GitHub shows an annotation below the last one."""
    file = sources.get(span.path)
    if file is None:
        return {"file": span.path}
    line, column = file.position(span.start)
    end_line, end_column = file.position(span.end)
    if line != end_line:
        return {"file": span.path, "line": line}
    return {
        "file": span.path,
        "line": line,
        "endLine": end_line,
        "col": column,
        "endColumn": end_column,
    }


def _data(text: str) -> str:
    """A text behind the second `::`, escaped as the runner reads it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """The value of a property, where `:` and `,` have a meaning too."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
