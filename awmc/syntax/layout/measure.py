"""How much room each group of a document needs.

In: the operations of a document and what they write. Out: for each group, by the index of its start, the columns that it takes flat
with what cannot be parted from its end; None where it must break, for a line that is hard or a comment within. Guaranteed: linear
time, comments aside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from awmc.diagnostics.frame import columns
from awmc.syntax.layout.comments import Remarks
from awmc.syntax.layout.document import Line
from awmc.syntax.layout.stream import Mark, Op


@dataclass(slots=True)
class _Open:
    """A group that has not ended: where it starts, and the columns and words before it."""

    index: int
    width: int
    words: int
    broken: bool = False


def measure(ops: Sequence[Op], words: Sequence[str], remarks: Remarks) -> dict[int, int | None]:
    """The columns of all groups."""
    ahead = _ahead(ops, words, remarks)
    needed: dict[int, int | None] = {}
    opened = [_Open(-1, 0, 0)]
    width, count, ended = 0, 0, False
    for index, op in enumerate(ops):
        if isinstance(op, Line):
            width += len(op.flat)
            opened[-1].broken |= op.hard
        elif op is Mark.open:
            opened.append(_Open(index, width, count))
        elif op is Mark.close:
            group = opened.pop()
            needed[group.index] = None if group.broken else width - group.width + ahead[index]
            opened[-1].broken |= group.broken
        elif not isinstance(op, Mark):
            if words[index][0] != " ":
                if ended or index in remarks.before:
                    for group in opened:
                        group.broken |= group.words < count
                ended = index in remarks.after
                count += 1
            width += first_columns(words[index])
    return needed


def _ahead(ops: Sequence[Op], words: Sequence[str], remarks: Remarks) -> list[int]:
    """For each operation the columns from it to the next place to break."""
    ahead = [0] * (len(ops) + 1)
    for index in range(len(ops) - 1, -1, -1):
        word = words[index]
        if isinstance(ops[index], Line) or index in remarks.before:
            ahead[index] = 0
        elif word:
            parted = index in remarks.after or "\n" in word
            ahead[index] = first_columns(word) + (0 if parted else ahead[index + 1])
        else:
            ahead[index] = ahead[index + 1]
    return ahead


def first_columns(text: str) -> int:
    """The columns of a text's first line."""
    return columns(text if "\n" not in text else text[: text.index("\n")])
