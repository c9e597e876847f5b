"""A model behind an OpenAI-compatible endpoint, asked through the official client.

In: messages and tools. Out: what the model said. Guaranteed: whatever the endpoint does, it ends within the timeout and the retries of the client, reads no more
than `bounded.MOST` bytes of a response, and every failure is a `ModelError` that says what to do.

After rate limits, faults and lost connections the client asks again by itself: after as long as the endpoint's `retry-after` says, where that is no more than two
minutes, else after half a second, doubled each time up to eight, less a random part.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx2
import openai

from awmc.endpoint import bounded
from awmc.endpoint.address import shown
from awmc.endpoint.completions import ModelError, Refused, Said, read_completion
from awmc.endpoint.lists import Embedded, Served, read_embeddings, read_models
from awmc.endpoint.refusals import refused

_PAUSE = 120.0
"""Seconds that the client pauses at most before it asks again."""
_OLDER, _NEWER = "max_tokens", "max_completion_tokens"
"""What the limit of an answer may be called. OpenAI's reasoning models refuse the older name and say the newer; other endpoints know the older, and some pass over
what they do not know, so that the newer one would be no limit."""


@dataclass(frozen=True)
class Endpoint:
    """Where a model is, and how it is asked. `timeout` in seconds for one attempt; `retries` after rate limits, faults and lost connections; `max_tokens` is the
    limit of an answer, thoughts included.

    Without a `base_url` it is that of OPENAI_BASE_URL, else OpenAI's own. Without a `key` none is sent that any endpoint would take.
    """

    model: str
    base_url: str | None = None
    key: str | None = None
    temperature: float | None = None
    seed: int | None = None
    timeout: float = 120.0
    retries: int = 4
    max_tokens: int | None = None


class Model:
    """Asks an endpoint; many coroutines of one event loop may. Close it at the end."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._client = openai.AsyncOpenAI(
            api_key=endpoint.key or "none",
            base_url=endpoint.base_url,
            timeout=endpoint.timeout,
            max_retries=endpoint.retries,
            http_client=bounded.client(),
        )
        retries = endpoint.retries
        self._longest = endpoint.timeout * (retries + 1) + _PAUSE * retries
        """Seconds for all attempts: the client's own timeout begins again with each byte of an answer."""
        given = {"temperature": endpoint.temperature, "seed": endpoint.seed}
        self._options = {name: value for name, value in given.items() if value is not None}
        self._limit = _OLDER
        self._where = shown(str(self._client.base_url))

    async def say(
        self,
        messages: Sequence[Any],
        tools: Sequence[Any] = (),
        *,
        may_call: bool = True,
        extra: Mapping[str, Any] | None = None,
    ) -> Said:
        """The next message. `may_call` False asks for words alone; `extra` are further fields of the request's body, which the client need not know. Raises
        ModelError, of which Refused is about the request."""
        options: dict[str, Any] = dict(self._options)
        if tools:
            options |= {"tools": tools, "tool_choice": "auto" if may_call else "none"}
        try:
            text = await self._completed(messages, options, self._limit, extra)
        except Refused as error:
            if self.endpoint.max_tokens is None or _NEWER not in error.told:
                raise
            self._limit = _NEWER
            text = await self._completed(messages, options, _NEWER, extra)
        return read_completion(text)

    async def _completed(
        self,
        messages: Sequence[Any],
        options: Mapping[str, Any],
        limit: str,
        extra: Mapping[str, Any] | None,
    ) -> str:
        """The text of a completion whose limit is called so."""
        most = self.endpoint.max_tokens
        limits = {} if most is None else {limit: most}
        completions = self._client.chat.completions.with_raw_response
        return await self._text(
            lambda: completions.create(
                model=self.endpoint.model,
                messages=list(messages),
                extra_body={**limits, **(extra or {})} or None,
                **options,
            )
        )

    async def served(self) -> tuple[Served, ...]:
        """The models that the endpoint lists; none where it has no list, or one that this key may not read. Raises ModelError where it does not answer."""
        try:
            return read_models(await self._text(self._client.models.with_raw_response.list))
        except Refused:
            return ()
        except ModelError as error:
            status = getattr(error.__cause__, "status_code", 500)
            if status < 500 and status != 429:
                return ()
            raise

    async def embed(self, texts: Sequence[str]) -> Embedded:
        """The embeddings of texts, asked for at once. Raises ModelError."""
        embeddings = self._client.embeddings.with_raw_response
        text = await self._text(
            lambda: embeddings.create(
                model=self.endpoint.model, input=list(texts), encoding_format="float"
            )
        )
        return read_embeddings(text, len(texts))

    async def _text(self, ask: Callable[[], Awaitable[Any]]) -> str:
        """The text of a response. Raises ModelError."""
        try:
            async with asyncio.timeout(self._longest):
                answer: str = (await ask()).text
                return answer
        except openai.OpenAIError as error:
            raise self._told(error) from error
        except TimeoutError as error:
            raise self._late() from error
        except Exception as error:
            # what the client does not foresee: a port or a key that none can be
            told = f"{type(error).__name__}: {error}"
            raise ModelError(f"{self._where} cannot be asked: {told}") from error

    def _told(self, error: openai.OpenAIError) -> ModelError:
        where = self._where
        match error:
            case bounded.TooLong():
                return ModelError(
                    f"{where} answered with {error}: give a limit of tokens (max_tokens) that it keeps"
                )
            case openai.APITimeoutError():
                return self._late()
            case openai.APIConnectionError(__cause__=httpx2.LocalProtocolError()):
                return ModelError(  # the client's own words would show the key
                    f"{where} cannot be asked: a header has characters that none can have; look at OPENAI_API_KEY",
                    hopeless=True,
                )
            case openai.APIConnectionError(
                __cause__=httpx2.RemoteProtocolError() | httpx2.ReadError()
            ):
                why = str(error.__cause__) or "without a word"
                return ModelError(
                    f"cannot reach {where}: {why}; it broke off, asked {self.endpoint.retries + 1} times"
                )
            case openai.APIConnectionError():
                return ModelError(
                    f"cannot reach {where}: {error.__cause__ or error}; is it running, and is the address right?",
                    hopeless=True,
                )
            case openai.APIStatusError():
                return refused(where, self.endpoint, error)
            case _:
                return ModelError(f"asking {where} failed: {error}")

    def _late(self) -> ModelError:
        return ModelError(
            f"{self._where} did not answer within {self.endpoint.timeout:g} s,"
            f" asked {self.endpoint.retries + 1} times: allow more time, or less at once"
        )

    async def close(self) -> None:
        """Closes its connections."""
        await self._client.close()
