"""What every request passes first: where it comes from and who may ask; and what every failure becomes.

In: ASGI applications. Out: one that answers only under its own names (against DNS rebinding) and answers every failure with JSON; one that is only for
those who have the token.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Iterable

from mcp.server.transport_security import TransportSecurityMiddleware, TransportSecuritySettings
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from awmc.serve.http.bodies import reply
from awmc.serve.refusals import Refusal

AGENTS = "/mcp"
"""The end of the paths that are the agents'."""
_LOCAL = ("127.0.0.1", "localhost", "[::1]")
_MOST_KNOWN = 100
_LOG = logging.getLogger("awmc.serve")


class Front:
    """Stands before `app`. `names` are hosts that it is known by beside those of this machine itself."""

    def __init__(self, app: ASGIApp, names: Iterable[str] = ()) -> None:
        self._app = app
        self._known: set[tuple[tuple[bytes, bytes], ...]] = set()
        """Hosts and origins that have been found right."""
        hosts = (*_LOCAL, *(f"[{name}]" if ":" in name else name for name in names))
        self._security = TransportSecurityMiddleware(
            TransportSecuritySettings(
                allowed_hosts=[h + port for h in hosts for port in ("", ":*")],
                allowed_origins=[
                    f"{scheme}://{host}{port}"
                    for scheme in ("http", "https")
                    for host in hosts
                    for port in ("", ":*")
                ],
            )
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["app"] = self  # Starlette's router raises its errors where there is one
        started = False

        def watched(message: Message) -> Awaitable[None]:
            nonlocal started
            started = True
            return send(message)

        try:
            await self._require_name(scope)
            await self._app(scope, receive, watched)
        except Exception as error:
            refusal = _refusal(error, scope)
            if started:
                raise
            body = refusal.as_json_rpc() if scope["path"].endswith(AGENTS) else refusal.as_json()
            await reply(body, refusal.status, refusal.headers)(scope, receive, send)

    async def _require_name(self, scope: Scope) -> None:
        names = tuple(head for head in scope["headers"] if head[0] in (b"host", b"origin"))
        if names in self._known:
            return
        wrong = await self._security.validate_request(Request(scope))
        if wrong is not None:
            told = "; a server is told its names with --allow-host"
            raise Refusal(wrong.status_code, "wrong_host", bytes(wrong.body).decode() + told)
        if len(self._known) < _MOST_KNOWN:
            self._known.add(names)


class Guard:
    """Lets through to `app` only those who have the token."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = dict(scope["headers"])
        kind, _, given = head.get(b"authorization", b"").partition(b" ")
        same = hmac.compare_digest(given.strip(), self._token)
        if kind.lower() != b"bearer" or not same:
            told = "This needs the server's token: Authorization: Bearer TOKEN"
            raise Refusal(401, "unauthorized", told, {"WWW-Authenticate": 'Bearer realm="awmc"'})
        await self._app(scope, receive, send)


def _refusal(error: Exception, scope: Scope) -> Refusal:
    """What a failure is told as. One of ours is logged, without what the client sent."""
    match error:
        case Refusal():
            return error
        case HTTPException(status_code=404):
            return Refusal(404, "no_such_path", "There is nothing here; see docs/serving.md")
        case HTTPException(status_code=405):
            told = f"This path does not take {scope['method']}"
            return Refusal(405, "method_not_allowed", told, error.headers)
        case HTTPException():
            return Refusal(error.status_code, "bad_request", error.detail, error.headers)
        case _:
            _LOG.error("a request failed", exc_info=error)
            return Refusal(500, "internal_error", "The server failed; its log says more")
