"""Answers of an endpoint, no longer than can be borne.

In: the client's responses. Out: the same, which break off with a `TooLong` once more than `MOST` bytes of one have come, or have unfolded from what came
compressed. Guaranteed: that holds for answers and errors alike, so that an endpoint that never ends costs neither memory nor time.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx2
import openai

MOST = 32 * 2**20
"""Bytes of one response: a million tokens of text fit, and so do the embeddings of a batch."""


class TooLong(openai.OpenAIError):
    """A response is longer than `MOST`. The client asks no second time after an error of its own kind."""


class Garbled(openai.OpenAIError):
    """A response is not compressed as it says."""


class _Stream(httpx2.AsyncByteStream):
    def __init__(self, stream: Any, unfold: Callable[[bytes, int], bytes]) -> None:
        self._stream = stream
        self._unfold = unfold

    async def __aiter__(self) -> AsyncIterator[bytes]:
        seen = 0
        async for came in self._stream:
            try:
                part = self._unfold(came, MOST + 1 - seen)
            except zlib.error as error:
                raise Garbled(f"the answer is not compressed as it says ({error})") from None
            seen += len(part)
            if seen > MOST:
                raise TooLong(f"more than {MOST // 2**20} MB")
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


async def _bound(response: httpx2.Response) -> None:
    coding = response.headers.get("content-encoding", "").strip().lower()
    unfold: Callable[[bytes, int], bytes] = lambda part, _: part  # noqa: E731
    if coding in ("gzip", "x-gzip", "deflate"):
        unfold = zlib.decompressobj(zlib.MAX_WBITS | 32).decompress
    response.headers.pop("content-encoding", None)  # what it unfolds to is counted here
    response.stream = _Stream(response.stream, unfold)


def client() -> httpx2.AsyncClient:
    """The official client's own transport, but bounded. It asks for nothing compressed; some servers compress all the same."""
    made: httpx2.AsyncClient = openai.DefaultAsyncHttpxClient(
        event_hooks={"response": [_bound]}, headers={"accept-encoding": "identity"}
    )
    return made
