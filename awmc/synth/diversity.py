"""How near descriptions of worlds are to one another.

In: descriptions. Out: for a new one the nearest of those that were kept, and how near it is: a number from 0 (nothing in common) to 1 (the same words).
Guaranteed: it is symmetric, a text is at 1 from itself, and keeping more never makes anything less near.

Without embeddings two texts are as near as their sets of words, endings and small words aside: those in common over the geometric mean of how many each
has. Weights by rarity would be finer, but depend on what else was kept, so that the same pair would be judged differently from run to run.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Embed = Callable[[str], Sequence[float]]
"""The embedding of a text. The same text must give the same vector, and all vectors be of one length."""

_WORD = re.compile(r"\w+")
_SMALL = frozenset(
    "a an the of and or nor to in on at by for with from into that who whom whose which where when what there their they them "
    "is are was were be been being has have had may might can could must will would should it its this these those as if than then so "
    "each every all some any other others another more most many much few several own such only also both between while".split()
)
_ENDINGS = ("ings", "ing", "ies", "ers", "ed", "es", "er", "s")
_SHORTEST = 4
"""Letters that a word keeps when its ending goes; a plural's `s` goes from three letters on."""


@dataclass(frozen=True)
class Near:
    """The nearest of what was kept."""

    name: str
    near: float


def stems(text: str) -> frozenset[str]:
    """The words of a text without their endings, small words aside; all words where there are no others."""
    words = _WORD.findall(text.lower())
    return frozenset(map(_stem, [w for w in words if w not in _SMALL] or words))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How near two sets of words are, from 0 to 1; two empty ones are the same."""
    if one == other:
        return 1.0
    return len(one & other) / math.sqrt(len(one) * len(other)) if one and other else 0.0


def cosine(one: Sequence[float], other: Sequence[float]) -> float:
    """The cosine of two vectors, none below 0; of a vector and itself 1."""
    if tuple(one) == tuple(other):
        return 1.0
    lengths = math.hypot(*one) * math.hypot(*other)
    dot = math.fsum(x * y for x, y in zip(one, other, strict=True))
    return min(1.0, max(0.0, dot / lengths)) if lengths else 0.0


class Kept:
    """Descriptions that were kept, by name. One that is kept again under its name is replaced."""

    def __init__(self, embed: Embed | None = None) -> None:
        self._embed = embed
        self._words: dict[str, frozenset[str]] = {}
        self._vectors: dict[str, Sequence[float]] = {}

    def keep(self, name: str, text: str) -> None:
        """Keep a description."""
        if self._embed is None:
            self._words[name] = stems(text)
        else:
            self._vectors[name] = self._embed(text)

    def nearest(self, text: str) -> Near | None:
        """The one that is nearest, of equals the first that was kept. None where nothing is kept."""
        if self._embed is None:
            mine = stems(text)
            found = {name: likeness(mine, words) for name, words in self._words.items()}
        else:
            vector = self._embed(text)
            found = {name: cosine(vector, other) for name, other in self._vectors.items()}
        name = max(found, key=found.__getitem__, default=None)
        return None if name is None else Near(name, found[name])


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    plural = word.endswith("s") and not word.endswith("ss") and len(word) >= _SHORTEST
    return word[:-1] if plural else word
