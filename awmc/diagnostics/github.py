"""A message that GitHub shows beside a line of a pull request: a workflow command of GitHub Actions.

Source: "Workflow commands for GitHub Actions", docs.github.com.
"""

from __future__ import annotations

from typing import Literal

Level = Literal["error", "warning", "notice"]


def annotation(
    level: Level,
    path: str,
    line: int | None,
    end_line: int | None,
    column: int | None,
    end_column: int | None,
    title: str,
    message: str,
) -> str:
    """The command, on one line; lines and columns count from 1, and those that are None are left out."""
    places = {
        "file": path,
        "line": line,
        "endLine": end_line,
        "col": column,
        "endColumn": end_column,
        "title": title,
    }
    told = ",".join(f"{k}={_property(str(v))}" for k, v in places.items() if v is not None)
    return f"::{level} {told}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
