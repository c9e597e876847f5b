"""An application behind a socket, until the process is told to end.

In: an ASGI application, a socket that listens. Guaranteed: SIGINT and SIGTERM end it gracefully; no request is logged; a connection that does not say
in time what it wants is closed.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

_GRACE_SECONDS = 5
_KEEP_ALIVE_SECONDS = 75
"""How long a connection waits for the next request: longer than most models think."""
_HEAD_SECONDS = 20
"""How long the head of a request may take to come."""
_BACKLOG = 2048


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises OSError for an address that is taken, or none of this machine."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    # asyncio sets this only where a socket says that it is TCP's; without it a response waits 40 ms for an acknowledgement
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def serve(app: ASGIApp, listening: socket.socket) -> None:
    """Serves until the process is told to end."""
    _allow_connections()
    for name in ("mcp", "uvicorn"):
        # what clients do wrong they are told; a log of it would be theirs to fill
        logging.getLogger(name).setLevel(logging.ERROR)
    _Server(settings(app)).run(sockets=[listening])


def settings(app: ASGIApp) -> uvicorn.Config:
    """How uvicorn serves the application."""
    return uvicorn.Config(
        app,
        lifespan="on",
        http=_Patient,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        backlog=_BACKLOG,
    )


class _Patient(H11Protocol):
    """uvicorn's own protocol, which waits for ever for a head that has begun, or never begins."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()
        elif self._waiting is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(_HEAD_SECONDS, self.timeout_keep_alive_handler)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals end it; the process goes on to its own end."""
        before = {n: signal.signal(n, self.handle_exit) for n in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _allow_connections() -> None:
    """As many open connections as the system lets a process have: by default it may be fewer than there are episodes."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
