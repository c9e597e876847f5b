"""`tools.json`: what an agent's framework is told of each tool that can be called from outside.

In: the environment. Out: JSON text: a list of tools in spec order, without the private ones. The marks come from what
the compiler knows that a tool may do: one that writes nothing is read-only, one that changes or deletes rows is destructive.
"""

from typing import Any

from awmc.emit.json_schema import arguments_schema, result_schema
from awmc.emit.quote import json_text, visible
from awmc.ir.model import Environment, Tool


def emit_tools_json(env: Environment) -> str:
    """The text of `tools.json`."""
    tools = [tool_entry(env, tool) for tool in env.tools if not tool.private]
    return json_text(tools)


def tool_entry(env: Environment, tool: Tool) -> dict[str, Any]:
    """One tool as `tools.json` shows it."""
    return {
        "name": tool.name,
        "description": visible(tool.doc or tool.name.strip("_").replace("_", " ").capitalize()),
        "inputSchema": arguments_schema(env, tool),
        "outputSchema": result_schema(env, tool),
        "annotations": annotations(tool),
        "side": "user" if tool.by_user else "agent",
        "ends": tool.ends,
    }


def annotations(tool: Tool) -> dict[str, bool]:
    """The hints of the Model Context Protocol."""
    effects = tool.effects
    return {
        "readOnlyHint": tool.read_only,
        "destructiveHint": bool(effects.updates or effects.deletes),
        "idempotentHint": tool.read_only,
        "openWorldHint": False,
    }
