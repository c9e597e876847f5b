"""Embeddings of descriptions, asked for before they are compared.

In: texts. Out: their vectors. Guaranteed: a text is asked for once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

AskAll = Callable[[Sequence[str]], Awaitable[Sequence[Sequence[float]]]]
"""Gives the vectors of texts, in their order."""


class Embeddings:
    """The vectors of texts that were learned."""

    def __init__(self, ask: AskAll) -> None:
        self._ask = ask
        self._vectors: dict[str, Sequence[float]] = {}

    async def learn(self, texts: Sequence[str]) -> None:
        """Ask for the vectors of texts that are not known. Raises what the asking raises."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            self._vectors.update(zip(new, await self._ask(new), strict=True))

    def __call__(self, text: str) -> Sequence[float]:
        """The vector of a text that was learned."""
        return self._vectors[text]
