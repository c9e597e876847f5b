"""The text of an answer, before anything is looked for in it.

In: what a model wrote. Out: what it said aloud, with one kind of line ends, and without what no file can hold. Guaranteed: never raises; takes time in
proportion to the length.
"""

from __future__ import annotations

import re

from awmc.source import normalise

_THOUGHT = re.compile(r"<(?P<end>/?)(?:think|thinking|thought|reasoning)>")


def cleaned(answer: str) -> str:
    """A text with one kind of line ends, and without characters that cannot be written to a file."""
    return normalise(answer.encode("utf-8", "ignore").decode("utf-8").replace("\0", ""))


def without_thoughts(text: str) -> str:
    """What is said outside `<think>` … `</think>`. An end without a start ends what came first; a start without an end takes the rest."""
    kept: list[str] = []
    done, depth = 0, 0
    for match in _THOUGHT.finditer(text):
        if match["end"] and depth == 0:
            kept.clear()
        elif not match["end"] and depth == 0:
            kept.append(text[done : match.start()])
        depth = max(0, depth - 1) if match["end"] else depth + 1
        done = match.end()
    return "".join(kept) + (text[done:] if depth == 0 else "")
