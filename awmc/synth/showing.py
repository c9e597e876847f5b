"""A spec as a model is shown it: whole while it is small, else what matters now and the first lines of the rest.

In: the text of a spec, how many characters there is room for, and the declarations that something is to be done about. Out: text. Guaranteed: what is shown
whole is shown as it is; what is not ends in `{ … }`; declarations keep their order; each is at least named. The heads alone may take more than the room.

No line numbers: a model copies them into its answer. Problems name the declaration, and quote the line.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from awmc.synth.parts import Part, split

_BASICS = ("environment", "use", "enum", "record", "entity", "error", "invariant", "def", "on")
_WORD = re.compile(r"[^\W\d]\w*")


def shown(spec: str, room: int, first: Collection[str] = (), without: Collection[str] = ()) -> str:
    """The spec in about `room` characters. The declarations `first`, given by key, are shown before others, and the rows of entities among
    them, which change with them; those `without` by their heads alone."""
    if len(spec) <= room and not without:
        return spec.strip()
    parts = [part for part in split(spec) if part.key]
    heads = [head(part) for part in parts]
    left = room - sum(map(len, heads))
    words = set(_WORD.findall(" ".join(part.core for part in parts if part.key in first)))
    ranked = sorted(range(len(parts)), key=lambda number: _rank(parts[number], first, words))
    whole = set()
    for number in ranked:
        more = len(parts[number].text) - len(heads[number])
        if parts[number].key not in without and more <= left:
            whole.add(number)
            left -= more
    return "\n\n".join(
        part.text.strip() if number in whole else heads[number] for number, part in enumerate(parts)
    )


def head(part: Part) -> str:
    """A declaration without its body; the whole of it where it has none."""
    lines = part.core.split("\n")
    for number, line in enumerate(lines):
        if line.rstrip().endswith("{"):
            return "\n".join(lines[: number + 1]).rstrip() + " … }"
    return part.core


def _rank(part: Part, first: Collection[str], words: Collection[str]) -> int:
    if part.key in first:
        return 0
    name = part.key.partition(" ")[2]
    if f"entity {name}" in first or (part.kind != "data" and name in words):
        return 1  # the rows of an entity that changes may have to change with it
    if part.kind in _BASICS:
        return 2
    return {"view": 3, "tool": 3, "task": 4}.get(part.kind, 5)
