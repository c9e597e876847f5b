"""An environment as an MCP server, by the official SDK's low-level one.

In: an environment, and a function that finds the episode that a request is for, and the request's size in bytes. Out: a `Server` that any transport can drive, in both eras of the
protocol. Guaranteed: a request sees and touches that one episode, as the agent; what it is told is `telling`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, get_args

from mcp.server import Server, ServerRequestContext
from mcp.server.caching import CacheableMethod, CacheHint
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    GetPromptRequestParams,
    GetPromptResult,
    ListPromptsResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    Prompt,
    PromptMessage,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    TextContent,
    TextResourceContents,
    Tool,
)
from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS

from awmc import __version__
from awmc.runtime.environment import Environment
from awmc.serve.hosted import Hosted
from awmc.serve.refusals import REFUSED, Refusal
from awmc.serve.telling import Told, prompts

Context: TypeAlias = ServerRequestContext[Any, Any]
Find = Callable[[Context], tuple[Hosted, int]]
_FOR_EVER = CacheHint(ttl_ms=3_600_000)
"""What an agent is told does not change while its episode lives; private, since an episode's URL is its secret."""
_HANDSHAKE_NOT_FOUND = -32002
"""What a resource that is not there was in protocols with a handshake; since then it is INVALID_PARAMS."""
_MARKDOWN = "text/markdown"


def make_server(environment: Environment, find: Find) -> Server[Any]:
    """The server of an environment, whose requests are for the episodes that `find` gives."""
    speaker = _Speaker(environment, find)
    told = speaker.told
    server = Server(
        f"awmc-{environment.name}",
        version=__version__,
        title=environment.name,
        instructions=told.instructions,
        cache_hints=dict.fromkeys(get_args(CacheableMethod), _FOR_EVER),
        get_tool_input_schema=_no_headers,
        on_list_tools=speaker.list_tools,
        on_call_tool=speaker.call_tool,
        on_list_resources=speaker.list_resources,
        on_list_resource_templates=speaker.list_resource_templates,
        on_read_resource=speaker.read_resource,
        on_list_prompts=speaker.list_prompts,
        on_get_prompt=speaker.get_prompt,
    )
    server.middleware.clear()  # tracing, a tenth of what a call costs
    return server


def _no_headers(tool: str) -> None:
    """No schema asks for arguments in headers, so none need be compared."""


class _Speaker:
    """The handlers of the protocol's requests."""

    def __init__(self, environment: Environment, find: Find) -> None:
        self.told = Told(environment)
        self._find = find
        self._tools = ListToolsResult(tools=[Tool.model_validate(t) for t in self.told.tools])

    async def list_tools(
        self, ctx: Context, params: PaginatedRequestParams | None
    ) -> ListToolsResult:
        """The tools of the agent's side."""
        return self._tools

    async def call_tool(self, ctx: Context, params: CallToolRequestParams) -> CallToolResult:
        """One call; its failure is a tool's error."""
        hosted, size = self._find(ctx)
        try:
            result = await hosted.call(params.name, params.arguments, "agent", size)
        except Refusal as refusal:
            raise MCPError(REFUSED, refusal.message, {"code": refusal.code}) from refusal
        text, content = self.told.result(params.name, result)
        blocks = [TextContent(text=text)]
        if content is None:
            return CallToolResult(content=blocks, is_error=True)
        return CallToolResult(content=blocks, structured_content=content)

    async def list_resources(
        self, ctx: Context, params: PaginatedRequestParams | None
    ) -> ListResourcesResult:
        """The policy, if there is one."""
        if self.told.policy is None:
            return ListResourcesResult(resources=[])
        told = "The rules of conduct in this environment"
        uri = self.told.policy_uri
        policy = Resource(uri=uri, name="policy", description=told, mime_type=_MARKDOWN)
        return ListResourcesResult(resources=[policy])

    async def list_resource_templates(
        self, ctx: Context, params: PaginatedRequestParams | None
    ) -> ListResourceTemplatesResult:
        """There are none."""
        return ListResourceTemplatesResult(resource_templates=[])

    async def read_resource(
        self, ctx: Context, params: ReadResourceRequestParams
    ) -> ReadResourceResult:
        """The policy's text."""
        if self.told.policy is None or params.uri != self.told.policy_uri:
            old = ctx.protocol_version in HANDSHAKE_PROTOCOL_VERSIONS
            code = _HANDSHAKE_NOT_FOUND if old else INVALID_PARAMS
            raise MCPError(code, "There is no such resource", {"uri": params.uri})
        uri = self.told.policy_uri
        contents = TextResourceContents(uri=uri, mime_type=_MARKDOWN, text=self.told.policy)
        return ReadResourceResult(contents=[contents])

    async def list_prompts(
        self, ctx: Context, params: PaginatedRequestParams | None
    ) -> ListPromptsResult:
        """The tasks that the agent may be asked to do, by numbers."""
        asked = prompts(self._find(ctx)[0].episode)
        found = [Prompt(name=name, description=text) for name, text in asked.items()]
        return ListPromptsResult(prompts=found)

    async def get_prompt(self, ctx: Context, params: GetPromptRequestParams) -> GetPromptResult:
        """A task's instruction, as said by the user."""
        text = prompts(self._find(ctx)[0].episode).get(params.name)
        if text is None:
            raise MCPError(INVALID_PARAMS, "There is no such prompt")
        message = PromptMessage(role="user", content=TextContent(text=text))
        return GetPromptResult(messages=[message])
