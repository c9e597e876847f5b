"""Tools in the forms that models' interfaces and MCP take.

In: what tools.json says of a tool. Out: plain dictionaries, to be sent as JSON. Guaranteed: the same tools always give the same dictionaries, and
schemas are taken over as they are, without what only awmc says of a tool.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Spec = Mapping[str, Any]
"""One element of tools.json."""
RESULT = "result"
"""The field that holds a result that is no object."""


def openai(spec: Spec) -> dict[str, Any]:
    """The tool as an element of `tools` in OpenAI's chat completions."""
    function = {
        "name": spec["name"],
        "description": spec["description"],
        "parameters": spec["inputSchema"],
    }
    return {"type": "function", "function": function}


def anthropic(spec: Spec) -> dict[str, Any]:
    """The tool as an element of `tools` in Anthropic's messages."""
    return {
        "name": spec["name"],
        "description": spec["description"],
        "input_schema": spec["inputSchema"],
    }


def mcp(spec: Spec) -> dict[str, Any]:
    """The tool as an element of the result of MCP's `tools/list`, its output schema that of `structured`."""
    return {
        "name": spec["name"],
        "description": spec["description"],
        "inputSchema": spec["inputSchema"],
        "outputSchema": _output(spec),
        "annotations": spec["annotations"],
    }


FORMATS: dict[str, Callable[[Spec], dict[str, Any]]] = {
    "openai": openai,
    "anthropic": anthropic,
    "mcp": mcp,
    "json": dict,
}
"""What each form makes of a tool; `json` is tools.json itself."""


def structured(spec: Spec, value: Any) -> dict[str, Any]:
    """A result as MCP's structured content, which is an object in every version of the protocol before 2026-07-28."""
    return dict(value) if _is_object(spec["outputSchema"]) else {RESULT: value}


def _output(spec: Spec) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = spec["outputSchema"]
    if _is_object(schema):
        return schema
    return {
        "type": "object",
        "properties": {RESULT: schema},
        "required": [RESULT],
        "additionalProperties": False,
    }


def _is_object(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") == "object"
