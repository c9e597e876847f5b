"""A server made of the SDK alone, so that a test can tell what is the SDK's doing. Its one tool takes no arguments."""

from __future__ import annotations

import socket
import sys
from typing import Any

import uvicorn
from mcp.server import Server
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
)

TOOL = Tool(
    name="test_input_required_result_elicitation",
    description="Say hello",
    input_schema={"type": "object"},
)


async def list_tools(ctx: Any, params: PaginatedRequestParams | None) -> ListToolsResult:
    return ListToolsResult(tools=[TOOL])


async def call_tool(ctx: Any, params: CallToolRequestParams) -> CallToolResult:
    return CallToolResult(content=[TextContent(text="Hello")])


if __name__ == "__main__":
    server = Server("bare", version="1", on_list_tools=list_tools, on_call_tool=call_tool)
    config = uvicorn.Config(server.streamable_http_app(), log_level="error")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        print(f"http://127.0.0.1:{listening.getsockname()[1]}/mcp", file=sys.stderr, flush=True)
        uvicorn.Server(config).run(sockets=[listening])
