"""Annotations of GitHub Actions: one line of a workflow's log, which GitHub shows beside the line of the file.

In: a level, a place and words, which may hold anything. Out: one line. Guaranteed: no text ends the line or begins a command of its own.
"""

from __future__ import annotations

from typing import Literal

Level = Literal["notice", "warning", "error"]


def annotation(
    level: Level,
    path: str | None,
    line: int | None,
    end_line: int | None,
    column: int | None,
    end_column: int | None,
    title: str,
    message: str,
) -> str:
    """The line, without a newline at its end; what is None is left out. Lines and columns count from 1."""
    given = {
        "file": path,
        "line": line,
        "endLine": end_line,
        "col": column,
        "endColumn": end_column,
        "title": title,
    }
    shown = ",".join(f"{k}={_property(str(v))}" for k, v in given.items() if v is not None)
    return f"::{level} {shown}::{_data(message)}"


def _data(text: str) -> str:
    """A text behind the second `::`, escaped as the runner reads it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """The value of a property, where `:` and `,` have a meaning too."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
