"""What a chat completions endpoint answered, read without trust.

In: the text of a response. Out: a `Said`. Guaranteed: whatever the text is, it is read or refused with a `ModelError`; texts in a `Said` can be sent again:
they have no lone surrogates, and every call has an id. What a reasoning model thought (`reasoning`, `reasoning_content`) is not read; `without_thoughts` takes
it out of the text where an endpoint leaves it there.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

_THOUGHTS = re.compile(r"\s*<(think|thinking|thought|reasoning)>")
MOST_TOKENS = 10**9
"""No one answer counts for more: what an endpoint says beyond is no number of tokens."""
_END = re.compile(r"^[^\n\"]*</(?:think|thinking|thought|reasoning)>[ \t]*$", re.MULTILINE)


class ModelError(Exception):
    """A model gave no usable answer. `hopeless`: another request would fare no better. The message is one line that a terminal can show, whatever the endpoint
    said in it."""

    def __init__(self, message: str, *, hopeless: bool = False) -> None:
        super().__init__("".join(sign if sign.isprintable() else " " for sign in message))
        self.hopeless = hopeless


class Refused(ModelError):
    """The endpoint refuses a request as it stands, with HTTP's 400 or 422. `told` is what it says of it."""

    def __init__(self, message: str, told: str) -> None:
        super().__init__(message)
        self.told = told


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
            return json.loads(self.text, parse_constant=no_number) if self.text.strip() else {}
        except RecursionError:
            raise ValueError("nested too deeply") from None


@dataclass(frozen=True)
class Said:
    """One message of a model. `finish` is the endpoint's `finish_reason`."""

    text: str
    calls: tuple[ToolCall, ...]
    finish: str
    usage: Usage

    @property
    def cut(self) -> bool:
        """Whether it ended at a limit of tokens."""
        return self.finish in ("length", "max_tokens", "model_length")

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


def without_thoughts(text: str) -> str:
    """The text after the thoughts that it begins with, `<think> … </think>`. Some templates open them in the prompt, so that only their end is in the answer;
    thoughts without an end are all that there is."""
    begun = _THOUGHTS.match(text)
    if begun is not None:
        _, ended, rest = text.partition(f"</{begun[1]}>")
        return without_thoughts(rest) if ended else ""
    ends = [found.end() for found in _END.finditer(text)]
    return text[ends[-1] :].lstrip() if ends else text


def no_number(name: str) -> None:
    """For `parse_constant` of `json.loads`: `NaN` and `Infinity` are no JSON. Raises ValueError."""
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
    choices = field_of(value, "choices", list)
    message = field_of(choices[0] if choices else None, "message", dict)
    if not message:
        told = field_of(field_of(value, "error", dict), "message", str)
        raise ModelError(
            f"the endpoint answered without a message{': ' + told[:500] if told else ''}"
        )
    spoken = _words(message.get("content")) or field_of(message, "refusal", str)
    return Said(
        text=_clean(spoken),
        calls=tuple(_calls(field_of(message, "tool_calls", list))),
        finish=field_of(choices[0], "finish_reason", str),
        usage=_usage(field_of(value, "usage", dict)),
    )


def _words(content: object) -> str:
    """A content, which some endpoints give in parts."""
    if isinstance(content, list):
        return "".join(field_of(part, "text", str) for part in content)
    return content if isinstance(content, str) else ""


def _calls(found: list[Any]) -> list[ToolCall]:
    calls = []
    for place, call in enumerate(found):
        function = field_of(call, "function", dict)
        arguments = function.get("arguments")
        text = arguments if isinstance(arguments, str) else json.dumps(arguments or {})
        name, given = _clean(field_of(function, "name", str)), _clean(field_of(call, "id", str))
        calls.append(ToolCall(given or f"call_{place}", name, _clean(text)))
    return calls


def _usage(found: dict[str, Any]) -> Usage:
    details = field_of(found, "prompt_tokens_details", dict)
    return Usage(
        1,
        tokens_of(found, "prompt_tokens"),
        tokens_of(found, "completion_tokens"),
        tokens_of(details, "cached_tokens"),
    )


def tokens_of(usage: object, name: str) -> int:
    """A number of tokens, which an endpoint may give as 12.0; 0 where it is none."""
    found = usage.get(name) if isinstance(usage, dict) else None
    if isinstance(found, bool) or not isinstance(found, int | float) or not found > 0:
        return 0
    return int(min(found, MOST_TOKENS))


def field_of(value: object, name: str, kind: Any) -> Any:
    """A field of an object, or the empty value of its kind where it is missing or of another kind."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, kind) else kind()


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
