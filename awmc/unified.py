"""The difference of two texts as a unified diff.

In: both texts, and what they are called. Out: the diff, "" where they are the same. Guaranteed: lines end at line feeds alone, whatever other separators a
text holds, and a last line without one says so, so that `patch` and `git apply` take the diff.
"""

from __future__ import annotations

import difflib


def unified(old: str, new: str, old_name: str, new_name: str) -> str:
    """The diff from `old` to `new`."""
    return "".join(difflib.unified_diff(_lines(old), _lines(new), old_name, new_name))


def _lines(text: str) -> list[str]:
    *ended, rest = text.split("\n")
    lines = [f"{line}\n" for line in ended]
    return [*lines, f"{rest}\n\\ No newline at end of file\n"] if rest else lines
