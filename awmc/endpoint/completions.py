"""What a chat completions endpoint answered, read without trust.

In: the text of a response. Out: a `Said`. Guaranteed: whatever the text is, it is read or refused with a `ModelError`; texts in a `Said` can be sent again:
they have no lone surrogates, and every call has an id.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


class ModelError(Exception):
    """A model gave no usable answer. `hopeless`: another request would fare no better."""

    def __init__(self, message: str, *, hopeless: bool = False) -> None:
        super().__init__(message)
        self.hopeless = hopeless


@dataclass(frozen=True)
class Usage:
    """What was spent: requests that were answered, and tokens as the endpoint counts them (0 where it does not). `cached_tokens` are those of the input that the
    endpoint had in its cache."""

    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.requests + other.requests,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_tokens + other.cached_tokens,
        )

    def as_json(self) -> dict[str, int]:
        """The usage as a JSON value."""
        return {
            "requests": self.requests,
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "cached_tokens": self.cached_tokens,
        }


@dataclass(frozen=True)
class ToolCall:
    """A call that a model asks for; `text` are the arguments as it wrote them."""

    id: str
    name: str
    text: str

    def arguments(self) -> Any:
        """The arguments as a JSON value; of no text an empty object. Raises ValueError for a text that is no JSON."""
        try:
            return json.loads(self.text, parse_constant=_refuse) if self.text.strip() else {}
        except RecursionError:
            raise ValueError("nested too deeply") from None


@dataclass(frozen=True)
class Said:
    """One message of a model. `finish` is the endpoint's `finish_reason`."""

    text: str
    calls: tuple[ToolCall, ...]
    finish: str
    usage: Usage

    def as_message(self) -> dict[str, Any]:
        """The message as it is sent again. Arguments that are no JSON are left out, for many endpoints refuse a history that has such."""
        message: dict[str, Any] = {"role": "assistant", "content": self.text or None}
        if self.calls:
            message["tool_calls"] = [
                {
                    "id": call.id,
                    "type": "function",
                    "function": {"name": call.name, "arguments": _sendable(call)},
                }
                for call in self.calls
            ]
        elif not self.text:
            message["content"] = ""
        return message


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _sendable(call: ToolCall) -> str:
    try:
        return call.text if isinstance(call.arguments(), dict) and call.text.strip() else "{}"
    except ValueError:
        return "{}"


def read_completion(text: str) -> Said:
    """The first choice of a chat completion. Raises ModelError where there is none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        start = " ".join(text[:120].split())
        raise ModelError(
            f"the endpoint answered with something else than JSON ({start!r}): "
            "is it an OpenAI-compatible endpoint, whose address usually ends in /v1?",
            hopeless=True,
        ) from None
    choices = _of(value, "choices", list)
    message = _of(choices[0] if choices else None, "message", dict)
    if not message:
        told = _of(_of(value, "error", dict), "message", str)
        raise ModelError(
            f"the endpoint answered without a message{': ' + told[:500] if told else ''}"
        )
    spoken = _words(message.get("content")) or _of(message, "refusal", str)
    return Said(
        text=_clean(spoken),
        calls=tuple(_calls(_of(message, "tool_calls", list))),
        finish=_of(choices[0], "finish_reason", str),
        usage=_usage(_of(value, "usage", dict)),
    )


def _words(content: object) -> str:
    """A content, which some endpoints give in parts."""
    if isinstance(content, list):
        return "".join(_of(part, "text", str) for part in content)
    return content if isinstance(content, str) else ""


def _calls(found: list[Any]) -> list[ToolCall]:
    calls = []
    for place, call in enumerate(found):
        function = _of(call, "function", dict)
        arguments = function.get("arguments")
        text = arguments if isinstance(arguments, str) else json.dumps(arguments or {})
        name, given = _clean(_of(function, "name", str)), _clean(_of(call, "id", str))
        calls.append(ToolCall(given or f"call_{place}", name, _clean(text)))
    return calls


def _usage(found: dict[str, Any]) -> Usage:
    cached = _of(_of(found, "prompt_tokens_details", dict), "cached_tokens", int)
    return Usage(1, _of(found, "prompt_tokens", int), _of(found, "completion_tokens", int), cached)


def _of(value: object, name: str, kind: Any) -> Any:
    """A field of an object, or the empty value of its kind where it is missing or of another kind."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, kind) else kind()


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
