"""The whole server as an ASGI application.

In: a registry and a token. Out: an application for any ASGI server; its lifespan ends idle episodes now and then, and all of them at the end.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import anyio
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from awmc.serve.http.agents import Agents
from awmc.serve.http.bodies import reply
from awmc.serve.http.front import AGENTS, Front, Guard
from awmc.serve.http.management import Management
from awmc.serve.registry import Registry
from awmc.serve.start import Start

_LOG = logging.getLogger("awmc.serve")
_ROUND_SECONDS = 10.0
"""The longest time between two looks for idle episodes."""


def make_app(
    registry: Registry, token: str, names: Iterable[str] = (), sessions: Start | None = None
) -> ASGIApp:
    """The application. `names` are hosts under which it is reached; `sessions` says how the episodes of older clients begin (None: there are none)."""
    agents = Agents(registry, sessions)
    routes = [
        Route("/envs/{env}/episodes/{id}" + AGENTS, _Endpoint(agents.episode)),
        Route("/envs/{env}" + AGENTS, _Endpoint(agents.session)),
        Route(AGENTS, _Endpoint(agents.session)),
        Route("/healthz", _health, methods=["GET"]),
    ]

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        async with agents.run(), anyio.create_task_group() as group:
            group.start_soon(_expire, registry, agents)
            yield
            group.cancel_scope.cancel()
        await registry.close_all()

    rest = Router(Management(registry, agents.end_session).routes(), redirect_slashes=False)
    first = Router(routes, redirect_slashes=False, default=Guard(rest, token), lifespan=lifespan)
    return Front(first, names)


class _Endpoint:
    """Starlette takes an object that is no function as an ASGI application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


async def _health(request: Request) -> Response:
    return reply({"status": "ok"})


async def _expire(registry: Registry, agents: Agents) -> None:
    while True:
        await anyio.sleep(min(_ROUND_SECONDS, registry.limits.idle_seconds / 4))
        try:
            for hosted in await registry.expire():
                await agents.end_session(hosted)
        except Exception:
            _LOG.exception("idle episodes could not be ended")  # and the server goes on
