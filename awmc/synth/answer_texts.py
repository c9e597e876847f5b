"""The text of an answer, before anything is looked for in it.

In: what a model wrote. Out: the same with one kind of line ends, and without what no file can hold. Guaranteed: never raises; takes time in
proportion to the length.
"""

from __future__ import annotations

from awmc.source import normalise


def cleaned(answer: str) -> str:
    """A text with one kind of line ends, and without characters that cannot be written to a file."""
    return normalise(answer.encode("utf-8", "ignore").decode("utf-8").replace("\0", ""))
