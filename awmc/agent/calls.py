"""The calls that a model asks for, made in an episode.

In: a `ToolCall`. Out: the message that answers it. Guaranteed: every call is answered, whatever the model wrote; an answer is at most as long as asked for,
and a cut is told to the model.
"""

from __future__ import annotations

import json
from typing import Any

from awmc.endpoint.completions import ToolCall
from awmc.runtime.episode import Side
from awmc.runtime.failures import INVALID_ARGUMENTS
from awmc.runtime.parallel.coroutines import AsyncEpisode
from awmc.runtime.result import Result

_QUOTED = 200


async def make_call(episode: AsyncEpisode, call: ToolCall, side: Side) -> Result:
    """The result of a call. What is no JSON counts as a call, with an error that quotes it."""
    try:
        arguments = call.arguments()
    except ValueError as error:
        result = await episode.call(call.name, call.text, side=side)
        if result.error is None or result.error["code"] != INVALID_ARGUMENTS:
            return result  # no such tool, or no more calls
        start = json.dumps(call.text[:_QUOTED], ensure_ascii=False)
        told = f"The arguments are no JSON ({error}): {start}"
        return Result(None, {"code": INVALID_ARGUMENTS, "message": told})
    return await episode.call(call.name, arguments, side=side)


def as_message(call: ToolCall, result: Result, longest: int) -> dict[str, Any]:
    """The message that gives a model the result, of `longest` characters at most."""
    text = result.text
    if len(text) > longest:
        cut = f"\n[cut: these are {longest} of {len(text)} characters; ask for less at a time]"
        text = text[:longest] + cut
    return {"role": "tool", "tool_call_id": call.id, "content": text}
