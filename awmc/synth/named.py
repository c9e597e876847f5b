"""Names for scenarios and tasks, made of whatever a model or a person wrote.

In: a name or a sentence, in any script. Out: a name that `records.NAME` and the language take, or "" where the text has no letter that one can be made of.
Guaranteed: a name that is valid stays as it is; what was made is made into itself.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from awmc.interop.sql.words import words
from awmc.semantics.fields import RESERVED
from awmc.synth.records import NAME

_NAME = re.compile(NAME)
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))]
)
"""Windows takes a file of such a name, whatever its ending, for a device."""
_LONGEST = 48
_MOST_WORDS = 5
"""Words of a sentence that make its name."""
_SMALL = frozenset(
    "a an the of and or in on at to for with my our your its their please i we you it is are be that which who where this some any want need would like".split()
)


def world_name(text: str) -> str:
    """What an environment of this name is called; its files bear the name, too."""
    name = text if _NAME.fullmatch(text) else _joined(words(text))
    return f"{name}_world" if name in _DEVICES else name


def task_name(text: str) -> str:
    """What a task of this name is called. A sentence is named by its first words that say something."""
    if _NAME.fullmatch(text) and text not in RESERVED:
        return text
    name = sentence_name(text) if len(words(text)) > _MOST_WORDS else _joined(words(text))
    return f"{name}_task" if name in RESERVED else name


def sentence_name(text: str) -> str:
    """A name of the first words of a text that say something, up to its first colon."""
    all_words = words(text.partition(":")[0]) or words(text)
    telling = [word for word in all_words if word not in _SMALL] or all_words
    return _joined(telling[:_MOST_WORDS])


def unused(name: str, taken: Container[str]) -> str:
    """The name, or that with the first number from 2 that makes it another than those taken."""
    made, number = name, 2
    while made in taken:
        tail = f"_{number}"
        made, number = name[: _LONGEST - len(tail)].rstrip("_") + tail, number + 1
    return made


def _joined(parts: Iterable[str]) -> str:
    """Words as one name: without what is no letter at the start, and as many words as fit."""
    made = ""
    for part in parts:
        if not made and not part[0].isalpha():
            continue
        longer = f"{made}_{part}" if made else part[:_LONGEST]
        if len(longer) > _LONGEST:
            break
        made = longer
    return made
