"""Threads for what an event loop must not wait for.

In: functions, from tasks of an asyncio loop. Out: their results. Guaranteed: what has begun is waited for to its end, also where its task is cancelled, so
that whoever holds a lock for it holds it long enough.

asyncio's and anyio's own ways take two to three times as long for work of a tenth of a millisecond: they pass through locks that are written in Python.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

import anyio

T = TypeVar("T")


class Workers:
    """So many threads, which end with the process, or with `close`."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._work: SimpleQueue[tuple[asyncio.Future[Any], Callable[[], Any]] | None] = (
            SimpleQueue()
        )
        for _ in range(threads):
            Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while (asked := self._work.get()) is not None:
            future, work = asked
            tell = future.get_loop().call_soon_threadsafe
            try:
                result = work()
            except BaseException as error:
                tell(future.set_exception, error)
            else:
                tell(future.set_result, result)

    async def run(self, work: Callable[[], T]) -> T:
        """What `work` gives or raises, done on a thread. If the task is cancelled meanwhile, that takes effect when the work has ended."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._work.put((future, work))
        cancelled: asyncio.CancelledError | None = None
        with anyio.CancelScope(shield=True):  # anyio would cancel it again at each turn of the loop
            while not future.done():
                try:
                    await asyncio.shield(future)
                except asyncio.CancelledError as error:
                    cancelled = error
                except Exception:
                    break  # of the work, and raised below
        if cancelled is not None:
            future.exception()  # which nobody waits for any more
            raise cancelled
        return future.result()

    def close(self) -> None:
        """Ends the threads, after the work that is there."""
        for _ in range(self._threads):
            self._work.put(None)
