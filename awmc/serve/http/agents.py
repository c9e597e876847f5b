"""The endpoints of agents, which need no token: they carry MCP and nothing else.

In: requests to `/envs/{env}/episodes/{id}/mcp`, where the URL names the episode, and to `/envs/{env}/mcp` and `/mcp`, where the session of an older client
is an episode of its own, with the session's id. Out: the SDK's responses. Guaranteed: a request reaches the episode that its URL or its session names.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from functools import partial
from typing import Any

from mcp.server.streamable_http import MCP_SESSION_ID_HEADER
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.inbound import MCP_PROTOCOL_VERSION_HEADER
from mcp_types import UNSUPPORTED_PROTOCOL_VERSION
from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from awmc.serve.hosted import Hosted
from awmc.serve.http.bodies import read_body, replayed, reply
from awmc.serve.protocol import Context, make_server
from awmc.serve.refusals import Refusal, no_such
from awmc.serve.registry import Registry
from awmc.serve.start import Start

_ASKED = "awmc.asked"
"""Where the scope of a request holds its episode and the size of its body in bytes."""


def _found(ctx: Context) -> tuple[Hosted, int]:
    assert isinstance(ctx.request, Request)  # which the transports of HTTP attach
    asked: tuple[Hosted, int] = ctx.request.scope[_ASKED]
    return asked


class Agents:
    """The endpoints of every environment of a registry. `sessions` says how the episodes of older clients begin; None: they get none."""

    def __init__(self, registry: Registry, sessions: Start | None) -> None:
        self._registry = registry
        self._start = sessions
        self._asked: set[tuple[str, str | None]] = set()
        """The sessions and the ids of the requests that are under way in them."""
        servers = {n: make_server(e, _found) for n, e in registry.environments.items()}
        made = partial(
            StreamableHTTPSessionManager,
            json_response=True,
            max_request_body_size=registry.limits.body_bytes,
            # episodes are counted and expire in the registry, and their sessions end with them
            session_idle_timeout=None,
            max_sessions=None,
        )
        self._stateless = {name: made(server, stateless=True) for name, server in servers.items()}
        self._stateful = {name: made(server) for name, server in servers.items()}

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """What the SDK needs to serve."""
        async with AsyncExitStack() as stack:
            for manager in (*self._stateless.values(), *self._stateful.values()):
                await stack.enter_async_context(manager.run())
            yield

    async def episode(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI: an episode that the URL names."""
        names = scope["path_params"]
        hosted = self._registry.find(names["env"], names["id"])
        hosted.admit(self._registry.clock())
        _require_method(scope, "POST")
        _, receive = await self._prepare(scope, receive, hosted)
        await self._stateless[names["env"]].handle_request(scope, receive, send)

    async def session(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI: an episode that an older client's session names."""
        name = self._environment(scope)
        headers = Request(scope).headers
        version = headers.get(MCP_PROTOCOL_VERSION_HEADER)
        id = headers.get(MCP_SESSION_ID_HEADER)
        if version is not None and version not in HANDSHAKE_PROTOCOL_VERSIONS:
            await _unsupported(version)(scope, receive, send)
        elif id is None:
            await self._begin(name, scope, receive, send)
        else:
            await self._go_on(name, id, scope, receive, send)

    def _environment(self, scope: Scope) -> str:
        if self._start is None:
            raise no_such("endpoint")
        name: str | None = scope["path_params"].get("env")
        if name is None:
            if len(self._registry.environments) > 1:
                raise Refusal(
                    404, "no_such_endpoint", "Use /envs/{env}/mcp: there are several environments"
                )
            name = next(iter(self._registry.environments))
        return self._registry.environment(name).name

    async def _begin(self, name: str, scope: Scope, receive: Receive, send: Send) -> None:
        """A request without a session: if it opens one, an episode is made before the client hears of it."""
        assert self._start is not None
        start = self._start
        _require_method(scope, "POST")
        self._registry.require_room(session=True)
        _, receive = await self._prepare(scope, receive, None)

        refused: list[tuple[str, Refusal]] = []

        async def opening(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                id = MutableHeaders(scope=message).get(MCP_SESSION_ID_HEADER)
                if id is not None:
                    try:
                        await self._registry.open(name, start, id)
                    except Refusal as refusal:  # others took the last places meanwhile
                        refused.append((id, refusal))
            if not refused:
                await send(message)

        await self._stateful[name].handle_request(scope, receive, opening)
        if refused:
            id, refusal = refused[0]
            await self._end(name, id)
            raise refusal

    async def _go_on(self, name: str, id: str, scope: Scope, receive: Receive, send: Send) -> None:
        hosted = self._registry.find(name, id)
        if not hosted.of_session:  # its agent could end it here, and so never be judged
            raise no_such("session")
        hosted.admit(self._registry.clock())
        _require_method(scope, "POST", "DELETE")
        if scope["method"] == "DELETE":
            await self._stateful[name].handle_request(scope, receive, send)
            await self._registry.close(hosted)
            return
        body, receive = await self._prepare(scope, receive, hosted)
        with self._claimed(id, _request_id(body)):
            await self._stateful[name].handle_request(scope, receive, send)

    @contextmanager
    def _claimed(self, session: str, request: str | None) -> Iterator[None]:
        """While a request is under way in a session, no other has its id: the SDK would answer one, and let the others wait for ever."""
        asked = session, request
        if request is not None and asked in self._asked:
            told = "A request with this id is under way; give each an id of its own"
            raise Refusal(409, "id_in_use", told)
        self._asked.add(asked)
        try:
            yield
        finally:
            self._asked.discard(asked)

    async def _prepare(
        self, scope: Scope, receive: Receive, hosted: Hosted | None
    ) -> tuple[bytes, Receive]:
        """The body, and a `receive` that gives it again."""
        body = await read_body(scope, receive, self._registry.limits)
        scope[_ASKED] = hosted, len(body)
        return body, replayed(body, receive)

    async def end_session(self, hosted: Hosted) -> None:
        """Ends the session of an episode that has ended, if it had one."""
        if hosted.of_session:
            await self._end(hosted.environment.name, hosted.id)

    async def _end(self, name: str, id: str) -> None:
        """Ends a session as its client would."""
        scope = {
            "type": "http",
            "method": "DELETE",
            "path": "/mcp",
            "headers": [(MCP_SESSION_ID_HEADER.encode(), id.encode())],
            "query_string": b"",
        }
        await self._stateful[name].handle_request(scope, _nothing, _ignore)


def _require_method(scope: Scope, *methods: str) -> None:
    """Raises `Refusal`. No endpoint takes GET: nothing is ever sent unasked, so there is no stream to get."""
    if scope["method"] not in methods:
        allowed = ", ".join(methods)
        told = f"This takes {allowed}"
        raise Refusal(405, "method_not_allowed", told, {"Allow": allowed})


def _request_id(body: bytes) -> str | None:
    """The id of a request of JSON-RPC, as the SDK keeps it; None for what has none, or is no request."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None  # the SDK says what is wrong
    id = value.get("id") if isinstance(value, dict) else None
    return None if id is None else str(id)


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _ignore(message: Message) -> None:
    pass


def _unsupported(version: str) -> Any:
    """What tells a client of the newest protocol, which has no sessions, to begin one as an older client does."""
    data = {"supported": list(HANDSHAKE_PROTOCOL_VERSIONS), "requested": version}
    told = "Sessions are for older versions of the protocol; newer ones name an episode by its URL"
    error = {"code": UNSUPPORTED_PROTOCOL_VERSION, "message": told, "data": data}
    return reply({"jsonrpc": "2.0", "id": None, "error": error}, 400)
