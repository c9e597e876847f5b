"""Bodies of requests and responses.

In: what ASGI receives. Out: bytes, JSON objects, responses. Guaranteed: no more than the limit of a body is ever held, whatever its head says, and
nobody waits longer for one than the limit; JSON is taken strictly: one object, without repeated names, NaN or infinity.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.responses import Response
from starlette.types import Message, Receive, Scope

from awmc.serve.limits import Limits
from awmc.serve.refusals import Refusal

Model = TypeVar("Model", bound=BaseModel)


async def read_body(scope: Scope, receive: Receive, limits: Limits) -> bytes:
    """The body, which must be said to be JSON. Raises `Refusal` if it is too big, too slow or breaks off."""
    head = dict(scope["headers"])
    kind = head.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if kind != b"application/json":
        raise Refusal(415, "wrong_content_type", "The body must have the type application/json")
    declared = head.get(b"content-length", b"0")
    if not declared.isdigit():
        raise Refusal(400, "bad_request", "Content-Length is no number")
    if int(declared) > limits.body_bytes:
        raise _too_big(limits)
    try:
        async with asyncio.timeout(limits.body_seconds):
            return await _collect(receive, limits)
    except TimeoutError as error:
        told = f"The body did not come within {limits.body_seconds:g} seconds"
        raise Refusal(408, "too_slow", told) from error


async def _collect(receive: Receive, limits: Limits) -> bytes:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refusal(400, "disconnected", "The client has gone")
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > limits.body_bytes:
            raise _too_big(limits)
    return bytes(body)


def _too_big(limits: Limits) -> Refusal:
    return Refusal(413, "body_too_big", f"A body has at most {limits.body_bytes} bytes")


def replayed(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives a body that was read already, and then goes on."""
    first: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return first.pop() if first else await receive()

    return replay


def parse(body: bytes, model: type[Model]) -> Model:
    """The JSON object of a body, by a model that says what may be in it. No body is an empty object. Raises `Refusal`."""
    try:
        value = json.loads(body or b"{}", object_pairs_hook=_object, parse_constant=_constant)
    except (ValueError, RecursionError) as error:
        told = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise Refusal(400, "malformed_json", f"The body is no JSON: {told}") from error
    try:
        return model.model_validate(value, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the body"
        raise Refusal(400, "invalid_body", f"{where}: {first['msg']}") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in an object")
    return found


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def reply(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A response of JSON, which any text can stand in: halves of surrogates are escaped."""
    try:
        body = json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        body = json.dumps(value).encode()
    return Response(body + b"\n", status, headers, "application/json")
