"""Episodes for coroutines: many are played at once, and the event loop never waits for one.

In: awaited calls. Out: their results. Guaranteed: the calls of one episode are made in the order in which they were begun, each wholly or not at
all, whatever is cancelled; an episode is free again when its `async with` has ended, however it ended.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from itertools import count
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from awmc.runtime.closing import Closing
from awmc.runtime.episode import Side
from awmc.runtime.judging.model import Verdict
from awmc.runtime.parallel.line import Line
from awmc.runtime.parallel.pool import make_shards, pids
from awmc.runtime.parallel.shards import (
    Begin,
    Call,
    End,
    Recall,
    Reply,
    Request,
    Verify,
)
from awmc.runtime.result import Result
from awmc.runtime.trajectory import Step

if TYPE_CHECKING:
    from awmc.runtime.environment import Environment

T = TypeVar("T")


class AsyncPool(Closing):
    """At most `size` episodes at once for the coroutines of one event loop. Made by `Environment.async_pool`.

        async with environment.async_pool(64, processes=2) as pool:
            async with pool.episode(task="return_overdue[L00003]") as episode:
                result = await episode.call("my_loans")
                verdict = await episode.verify("You owe 0.50 now.")

    A coroutine that asks for one more waits until one is free.
    """

    def __init__(
        self,
        environment: Environment,
        size: int | None,
        *,
        processes: int = 0,
        record: bool = False,
    ) -> None:
        if size is not None and size < 1:
            raise ValueError("a pool has at least one episode")
        self.environment = environment
        self.size = size
        self._shards = make_shards(environment, processes, record=record)
        self._lines = [Line(shard) for shard in self._shards]
        self._free: deque[int] = deque(range(size or 0))
        self._numbers = count()
        self._waiting: deque[asyncio.Future[int]] = deque()

    @property
    def processes(self) -> tuple[int, ...]:
        """The ids of the worker processes; none if the episodes live in this one."""
        return pids(self._shards)

    def episode(self, task: str | None = None, actor: object = None, seed: int = 0) -> AsyncEpisode:
        """An episode for an `async with`, which begins it as `Environment.episode` does. Raises ValueError for a task that there is not."""
        self.environment.start(seed, actor, task)
        return AsyncEpisode(self, task, actor, seed)

    async def take(self) -> int:
        """The number of an episode that is free."""
        if self.size is None:
            return next(self._numbers)
        if self._free:
            return self._free.popleft()
        waiter: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self.give_back(waiter.result())
            raise

    def give_back(self, number: int) -> None:
        """The episode is free: for who waits longest, if anyone does."""
        if self.size is None:
            with suppress(ValueError):  # a pool that is closed has freed it
                self.ask(End(number))
            return
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(number)
                return
        self._free.append(number)

    def ask(self, request: Request) -> asyncio.Future[Reply]:
        """The reply to come."""
        return self._lines[request.number % len(self._lines)].ask(request)

    def close(self) -> None:
        """Ends the episodes, the threads and the workers, when what was asked is answered; closing twice does no harm."""
        for line in self._lines:
            line.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.shield(asyncio.to_thread(self.close))


class AsyncEpisode:
    """An episode of an `AsyncPool`, within its `async with`. Its methods are those of `Episode`, awaited.

    A call whose await is cancelled is made all the same, before any later one. `EpisodesLost` is raised if the process of the episode has died.
    """

    def __init__(self, pool: AsyncPool, task: str | None, actor: object, seed: int) -> None:
        self._pool = pool
        self._start = (task, actor, seed)
        self._number: int | None = None

    def tools(self, side: Side = "agent") -> list[dict[str, Any]]:
        """What tools.json says of the tools that this side may call."""
        return self._pool.environment.tools(side)

    async def call(self, name: str, arguments: object = None, *, side: Side = "agent") -> Result:
        """Calls a tool with JSON arguments; every failure of the call is a `Result` with an error."""
        return await self._ask(Result, Call(self._its(), name, arguments, side))

    async def verify(self, answer: object = None) -> Verdict:
        """Whether the task is done, `answer` being the agent's final text."""
        return await self._ask(Verdict, Verify(self._its(), answer))

    async def trajectory(self) -> list[Step]:
        """Every call since the start, if the pool records."""
        return list(await self._ask(tuple, Recall(self._its())))

    def _its(self) -> int:
        if self._number is None:
            raise ValueError("the episode is played within its `async with` only")
        return self._number

    async def _ask(self, kind: type[T], request: Request) -> T:
        reply = await self._pool.ask(request)
        assert isinstance(reply, kind)
        return reply

    async def __aenter__(self) -> Self:
        if self._number is not None:
            raise ValueError("the episode has begun already")
        number = await self._pool.take()
        try:
            await self._pool.ask(Begin(number, *self._start))
        except BaseException:
            self._pool.give_back(number)
            raise
        self._number = number
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        number, self._number = self._its(), None
        self._pool.give_back(number)
