"""A model behind an OpenAI-compatible endpoint, asked through the official client.

In: messages and tools. Out: what the model said. Guaranteed: whatever the endpoint does, it ends within the timeout and the retries of the client, and
every failure is a `ModelError` that says what to do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import openai

from awmc.endpoint.completions import ModelError, Said, read_completion

_PAUSE = 60.0
"""Seconds that the client pauses at most before it asks again."""


@dataclass(frozen=True)
class Endpoint:
    """Where a model is, and how it is asked. `timeout` in seconds for one attempt; `retries` after rate limits, faults and lost connections.

    Without a `base_url` it is that of OPENAI_BASE_URL, else OpenAI's own. Without a `key` none is sent that any endpoint would take.
    """

    model: str
    base_url: str | None = None
    key: str | None = None
    temperature: float | None = None
    seed: int | None = None
    timeout: float = 120.0
    retries: int = 4


class Model:
    """Asks an endpoint; many coroutines of one event loop may. Close it at the end."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._client = openai.AsyncOpenAI(
            api_key=endpoint.key or "none",
            base_url=endpoint.base_url,
            timeout=endpoint.timeout,
            max_retries=endpoint.retries,
        )
        retries = endpoint.retries
        self._longest = endpoint.timeout * (retries + 1) + _PAUSE * retries
        """Seconds for all attempts: the client's own timeout begins again with each byte of an answer."""
        given = {"temperature": endpoint.temperature, "seed": endpoint.seed}
        self._options = {name: value for name, value in given.items() if value is not None}

    async def say(
        self, messages: Sequence[Any], tools: Sequence[Any] = (), *, may_call: bool = True
    ) -> Said:
        """The next message. `may_call` False asks for words alone. Raises ModelError."""
        options: dict[str, Any] = dict(self._options)
        if tools:
            options |= {"tools": tools, "tool_choice": "auto" if may_call else "none"}
        completions = self._client.chat.completions.with_raw_response
        try:
            async with asyncio.timeout(self._longest):
                answer = await completions.create(
                    model=self.endpoint.model, messages=list(messages), **options
                )
        except openai.OpenAIError as error:
            raise self._told(error) from error
        except TimeoutError as error:
            raise self._late() from error
        except Exception as error:
            # what the client does not foresee: a port or a key that none can be
            told = f"{type(error).__name__}: {error}"
            raise ModelError(f"{self._client.base_url} cannot be asked: {told}") from error
        return read_completion(answer.text)

    def _told(self, error: openai.OpenAIError) -> ModelError:
        where = str(self._client.base_url)
        match error:
            case openai.APITimeoutError():
                return self._late()
            case openai.APIConnectionError():
                return ModelError(
                    f"cannot reach {where}: {error.__cause__ or error}; is it running, and is the address right?",
                    hopeless=True,
                )
            case openai.APIStatusError():
                return self._refused(where, error)
            case _:
                return ModelError(f"asking {where} failed: {error}")

    def _late(self) -> ModelError:
        return ModelError(
            f"{self._client.base_url} did not answer within {self.endpoint.timeout:g} s,"
            f" asked {self.endpoint.retries + 1} times: allow more time, or less at once"
        )

    def _refused(self, where: str, error: openai.APIStatusError) -> ModelError:
        model = self.endpoint.model
        match error.status_code:
            case 401 | 403:
                told = "refuses the key: set OPENAI_API_KEY to one that it takes"
            case 404:
                told = f"has no model {model}, or no chat completions at this address (it usually ends in /v1)"
            case 429:
                told = f"gets too many requests or has no quota left, asked {self.endpoint.retries + 1} times: ask fewer at once, or later"
            case status if status >= 500:
                told = f"failed, asked {self.endpoint.retries + 1} times"
            case _:
                told = "refuses the request"
        hopeless = error.status_code in (401, 403, 404)
        return ModelError(
            f"{where} {told} (HTTP {error.status_code}: {_words(error)})", hopeless=hopeless
        )

    async def close(self) -> None:
        """Closes its connections."""
        await self._client.close()


def _words(error: openai.APIStatusError) -> str:
    """What the endpoint says of it, on one short line."""
    body = error.body
    told = body.get("message") if isinstance(body, dict) else None
    return " ".join(str(told or error.response.text).split())[:500] or "nothing more is said"
