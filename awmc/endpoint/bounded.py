"""Answers of an endpoint, no longer than can be borne.

In: the client's responses. Out: the same, which break off with a `TooLong` once more than `MOST` bytes of one have come. Guaranteed: that holds for answers and
errors alike, so that an endpoint that never ends costs neither memory nor time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import openai

MOST = 32 * 2**20
"""Bytes of one response: a million tokens of text fit, and so do the embeddings of a batch."""


class TooLong(openai.OpenAIError):
    """A response is longer than `MOST`. The client asks no second time after an error of its own kind."""


class _Stream(httpx2.AsyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        seen = 0
        async for part in self._stream:
            seen += len(part)
            if seen > MOST:
                raise TooLong(f"more than {MOST // 2**20} MB")
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


async def _bound(response: httpx2.Response) -> None:
    response.stream = _Stream(response.stream)


def client() -> httpx2.AsyncClient:
    """The official client's own transport, but bounded. Nothing is to come compressed, for what a byte unfolds to has no bound."""
    made: httpx2.AsyncClient = openai.DefaultAsyncHttpxClient(
        event_hooks={"response": [_bound]}, headers={"accept-encoding": "identity"}
    )
    return made
