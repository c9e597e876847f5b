"""Threads for what an event loop must not wait for.

In: functions, from tasks of one asyncio loop. Out: their results. Guaranteed: the loop waits for work a millisecond at most, and not at all while other work is
under way; what has begun is waited for to its end, also where its task is cancelled, so that whoever holds a lock for it holds it long enough.

Most calls end within that millisecond. Waiting for them on the spot halves what the way to a thread and back costs: to wake a loop from another thread takes a
message through a socket to itself and a turn of the loop. asyncio's and anyio's own ways take longer still: they pass through locks that are written in Python.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

import anyio

T = TypeVar("T")


_PATIENCE = 0.001
"""Seconds that the loop waits for work before it goes on with something else."""


class _Job:
    """Work, and what came of it, once `ended` can be had."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.result: Any = None
        self.error: BaseException | None = None
        self.ended = Lock()
        self.ended.acquire()
        self._work = work
        self._done = False
        self._loop = asyncio.get_running_loop()
        self._waiter: asyncio.Future[None] | None = None

    def do(self) -> None:
        """On a thread."""
        try:
            self.result = self._work()
        except BaseException as error:
            self.error = error
        self.ended.release()
        if self._waiter is not None:
            self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        self._done = True
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def wait(self) -> None:
        """Waits for the end of the work. If the task is cancelled meanwhile, that takes effect then."""
        self._waiter = self._loop.create_future()  # first this: if the work ends now, it sees it
        if self.ended.acquire(blocking=False):
            return
        cancelled: asyncio.CancelledError | None = None
        with anyio.CancelScope(shield=True):  # anyio would cancel it again at each turn of the loop
            while not self._done:
                try:
                    await self._waiter
                except asyncio.CancelledError as error:
                    cancelled = error
                    self._waiter = self._loop.create_future()
        if cancelled is not None:
            raise cancelled


class Workers:
    """So many threads, which end with the process, or with `close`."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._under_way = 0
        for _ in range(threads):
            Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            job.do()

    async def run(self, work: Callable[[], T]) -> T:
        """What `work` gives or raises, done on a thread. If the task is cancelled meanwhile, that takes effect when the work has ended."""
        job = _Job(work)
        self._jobs.put(job)
        self._under_way += 1
        try:
            if self._under_way > 1 or not job.ended.acquire(timeout=_PATIENCE):
                await job.wait()
        finally:
            self._under_way -= 1
        if job.error is not None:
            raise job.error
        result: T = job.result
        return result

    def close(self) -> None:
        """Ends the threads, after the work that is there."""
        for _ in range(self._threads):
            self._jobs.put(None)
