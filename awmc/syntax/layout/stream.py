"""A document taken apart: its words, lines and brackets in order.

In: a document. Out: a flat list, which is walked without recursion however deep the document is.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import TypeAlias

from awmc.syntax.layout.document import Align, Doc, Group, Line, Nest, Written


class Mark(Enum):
    """Where a part of the document starts or ends."""

    open = "a group starts"
    close = "the group ends"
    nest = "an indented part starts"
    align = "an aligned part starts"
    back = "the indented or aligned part ends"


Op: TypeAlias = "str | Line | Written | Mark"
"""A string is one word, a bracket, a separator, or the spaces between two."""


def stream(doc: Doc) -> list[Op]:
    """The document in the order in which it is read."""
    ops: list[Op] = []
    waiting: list[Doc | Mark] = [doc]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            ops += _words(one) if len(one) > 1 else [one] if one else []
        elif isinstance(one, tuple):
            waiting.extend(reversed(one))
        elif isinstance(one, Group):
            ops.append(Mark.open)
            waiting += (Mark.close, one.content)
        elif isinstance(one, Nest | Align):
            ops.append(Mark.nest if isinstance(one, Nest) else Mark.align)
            waiting += (Mark.back, one.content)
        else:
            ops.append(one)
    return ops


def is_word(op: Op) -> bool:
    """Whether the operation writes something that can be seen."""
    return isinstance(op, Written) or (isinstance(op, str) and op[0] != " ")


@lru_cache(10_000)
def _words(text: str) -> list[Op]:
    return list(re.findall(r" +|[][(){},;]|[^][(){},; ]+", text))
