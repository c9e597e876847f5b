"""What an endpoint's errors mean, in words that say what to do.

In: a response with an error status. Out: a `ModelError`; `Refused` where it is the request that is at fault, and `hopeless` where every other would fare alike:
no key, no credit, no such model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import openai

from awmc.endpoint.completions import ModelError, Refused

if TYPE_CHECKING:
    from awmc.endpoint.model import Endpoint

_SPENT = ("insufficient_quota", "billing_hard_limit_reached")


def refused(where: str, endpoint: Endpoint, error: openai.APIStatusError) -> ModelError:
    """The error of a response."""
    status, told = error.status_code, _words(error, endpoint.key)
    end = f" (HTTP {status}: {told})"
    times = f"asked {endpoint.retries + 1} times"
    match status:
        case 402:
            return _hopeless(f"{where} wants to be paid first: add credit, or use another key{end}")
        case 429 if {error.code, error.type} & set(_SPENT):
            return _hopeless(
                f"{where} has no quota left for this key: add credit, or use another{end}"
            )
        case 401 if endpoint.key is None:
            return _hopeless(f"{where} wants a key: set OPENAI_API_KEY to one that it takes{end}")
        case 401 | 403:
            return _hopeless(
                f"{where} refuses the key: set OPENAI_API_KEY to one that it takes{end}"
            )
        case 404:
            return _hopeless(
                f"{where} has no model {endpoint.model}, or no such service at this address (it usually ends in /v1){end}"
            )
        case 429:
            return ModelError(
                f"{where} gets too many requests or has no quota left, {_waited(error) or times}: ask fewer at once, or later{end}"
            )
        case 400 | 422:
            return Refused(f"{where} refuses the request{end}", told)
        case _ if status >= 500:
            return ModelError(f"{where} failed, {times}{end}")
        case _:
            return ModelError(f"{where} refuses the request{end}")


def _hopeless(message: str) -> ModelError:
    return ModelError(message, hopeless=True)


def _waited(error: openai.APIStatusError) -> str:
    """What it says of when to come back, where the client does not wait for so long."""
    after = error.response.headers.get("retry-after", "")
    return f"and is to be asked again in {after} s" if after.isdigit() and int(after) > 120 else ""


def _words(error: openai.APIStatusError, key: str | None) -> str:
    """What the endpoint says of it, on one short line; a key that it repeats is left out."""
    body = error.body
    told = body.get("message") if isinstance(body, dict) else None
    words = str(told or error.response.text)
    words = words.replace(key, "(the key)") if key else words
    return " ".join(words.split())[:500] or "nothing more is said"
