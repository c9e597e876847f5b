"""Servers that do nothing, to be measured beside awmc's: `python -m benchmarks.mcp_server KIND ANSWERS [--stdio]`.

In: the file ANSWERS, JSON of tools as MCP lists them, each with what it always answers. Out: a server that says its address on its standard error output, or
speaks over its standard streams. Guaranteed: TCP_NODELAY is set as for awmc's, uvicorn runs with the same parts, and nothing is logged of a request.

KIND is `floor`, the SDK's low-level server as lean as it gets: JSON, no sessions, no tracing, no comparison of headers; `sdk`, the same as it comes;
`mcpserver`, the SDK's server for functions (which was FastMCP in its first version), and `fastmcp`, the library of that name.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from pathlib import Path
from typing import Any

import anyio
import uvicorn
from mcp.server import Server
from mcp.server.mcpserver import MCPServer
from mcp.server.stdio import stdio_server
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
)
from starlette.types import ASGIApp

from awmc.serve.http.listening import listen

KINDS = ("floor", "sdk", "mcpserver", "fastmcp")


def main() -> None:
    """Serve until the process is told to end, or until the client goes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("answers", type=Path)
    parser.add_argument("--stdio", action="store_true")
    arguments = parser.parse_args()
    answers = json.loads(arguments.answers.read_text("utf-8"))
    for name in ("mcp", "uvicorn", "fastmcp"):
        logging.getLogger(name).setLevel(logging.ERROR)
    if arguments.stdio:
        over_stdio(arguments.kind, answers)
        return
    config = uvicorn.Config(
        application(arguments.kind, answers),
        lifespan="on",
        http="h11",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
    )
    with listen("127.0.0.1", 0) as listening:
        print(f"http://127.0.0.1:{listening.getsockname()[1]}", file=sys.stderr, flush=True)
        uvicorn.Server(config).run(sockets=[listening])


def application(kind: str, answers: list[dict[str, Any]]) -> ASGIApp:
    """What is served at /mcp."""
    match kind:
        case "floor":
            return low_level(answers, lean=True).streamable_http_app(
                json_response=True, stateless_http=True
            )
        case "sdk":
            return low_level(answers, lean=False).streamable_http_app()
        case "mcpserver":
            return of_functions(MCPServer("nothing")).streamable_http_app()
        case _:
            return of_functions(fastmcp()).http_app()


def over_stdio(kind: str, answers: list[dict[str, Any]]) -> None:
    """Serve the one client that started the process."""
    match kind:
        case "floor" | "sdk":
            anyio.run(_run, low_level(answers, lean=kind == "floor"))
        case "mcpserver":
            of_functions(MCPServer("nothing")).run("stdio")
        case _:
            of_functions(fastmcp()).run("stdio", show_banner=False)


def low_level(answers: list[dict[str, Any]], *, lean: bool) -> Server[Any]:
    """The SDK's server, whose tools give the same answer each time."""
    tools = ListToolsResult(tools=[Tool.model_validate(one["tool"]) for one in answers])
    given = {one["tool"]["name"]: (one["text"], one["content"]) for one in answers}

    async def list_tools(ctx: Any, params: PaginatedRequestParams | None) -> ListToolsResult:
        return tools

    async def call_tool(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
        text, content = given[params.name]
        return CallToolResult(content=[TextContent(text=text)], structured_content=content)

    if not lean:
        return Server("nothing", version="1", on_list_tools=list_tools, on_call_tool=call_tool)
    server = Server(
        "nothing",
        version="1",
        get_tool_input_schema=lambda name: None,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    server.middleware.clear()
    return server


def of_functions(server: Any) -> Any:
    """With the one function that does nothing."""

    @server.tool()
    def nothing() -> bool:
        """Do nothing"""
        return True

    return server


def fastmcp() -> Any:
    """A server of the library FastMCP."""
    from fastmcp import FastMCP

    return FastMCP("nothing")


async def _run(server: Server[Any]) -> None:
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


if __name__ == "__main__":
    main()
