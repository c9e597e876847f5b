"""One episode over the standard streams.

In: an episode. Guaranteed: only the protocol's messages are written to the standard output; the episode is whole when this returns, which is when the
client has closed its side, or when the process is told to end.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress

import anyio
from mcp.server.stdio import stdio_server

from awmc.runtime.episode import Episode
from awmc.serve.hosted import Counts, Hosted
from awmc.serve.limits import Limits
from awmc.serve.protocol import make_server
from awmc.serve.workers import Workers


def serve_stdio(episode: Episode, leave: Callable[[], None]) -> None:
    """Serves until the client goes. On SIGINT and SIGTERM it calls `leave`, which must end the process: a read of the standard input cannot be
    broken off."""
    anyio.run(_serve, episode, leave)


async def _serve(episode: Episode, leave: Callable[[], None]) -> None:
    hosted = Hosted("stdio", episode, Workers(1), Counts(), Limits(), now=0.0)
    server = make_server(episode.environment, lambda ctx: (hosted, 0))
    async with anyio.create_task_group() as group:
        group.start_soon(_watch, hosted, leave)
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())
        group.cancel_scope.cancel()


async def _watch(hosted: Hosted, leave: Callable[[], None]) -> None:
    with (
        suppress(NotImplementedError),
        anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals,
    ):
        async for _ in signals:
            await hosted.run(lambda episode: leave())
