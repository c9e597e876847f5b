"""A thread that asks a shard for coroutines.

In: requests of coroutines. Out: futures of their event loops. Guaranteed: requests are done in the order in which they came, also those that nobody waits
for any more; every future is settled, or its loop is closed.
"""

from __future__ import annotations

import asyncio
import os
import threading
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import NamedTuple

from awmc.runtime.parallel.shards import Reply, Request, Shard

_BATCH = 32
"""Requests that go together at most: the first of them waits for the last."""


class _Asked(NamedTuple):
    request: Request
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Reply]


class Line:
    """A thread in front of a shard. What is asked while it is at work goes to the shard together, first come first served."""

    def __init__(self, shard: Shard) -> None:
        self._shard = shard
        self._owner = os.getpid()
        self._queue: SimpleQueue[_Asked | None] = SimpleQueue()
        self._closed = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._serve, name="awmc pool", daemon=True)
        self._thread.start()

    def ask(self, request: Request) -> asyncio.Future[Reply]:
        """The reply to come. Raises ValueError after `close`, RuntimeError in a forked copy of the process that made it."""
        if os.getpid() != self._owner:
            raise RuntimeError("this pool belongs to the process that was forked: make one here")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Reply] = loop.create_future()
        with self._lock:
            if self._closed:
                raise ValueError("the pool is closed")
            self._queue.put(_Asked(request, loop, future))
        return future

    def _serve(self) -> None:
        while batch := self._gather():
            asked = [item for item in batch if item is not None]
            if asked:
                self._answer(asked)
            if len(asked) < len(batch):
                return

    def _gather(self) -> list[_Asked | None]:
        batch = [self._queue.get()]
        with suppress(Empty):
            while batch[-1] is not None and len(batch) < _BATCH:
                batch.append(self._queue.get_nowait())
        return batch

    def _answer(self, asked: list[_Asked]) -> None:
        try:
            self._shard.send([item.request for item in asked])
            replies = self._shard.receive()
        except Exception as error:
            replies = [error] * len(asked)
        by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Reply], Reply]]] = {}
        for item, reply in zip(asked, replies, strict=True):
            by_loop.setdefault(item.loop, []).append((item.future, reply))
        for loop, settled in by_loop.items():
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(_settle, settled)

    def close(self) -> None:
        """Answers what was asked, then frees the shard; closing twice does no harm."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._thread.join()
        self._shard.close()


def _settle(settled: list[tuple[asyncio.Future[Reply], Reply]]) -> None:
    for future, reply in settled:
        if future.done():
            continue  # who asked was cancelled
        if isinstance(reply, Exception):
            future.set_exception(reply)
        else:
            future.set_result(reply)
