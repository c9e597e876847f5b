"""One live episode of a server, and the one way to it.

In: work for an episode, from any task of the event loop. Out: its result. Guaranteed: work is done in the order in which it came, one thing at a
time, on a thread, so that a slow call holds up nobody else; what has begun is finished, also where the client has gone; after the end nothing is done.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from awmc.runtime.database import DatabaseError
from awmc.runtime.episode import Episode, Side
from awmc.runtime.judging.model import Verdict
from awmc.runtime.result import Result
from awmc.serve.limits import Bucket, Limits
from awmc.serve.refusals import Refusal, no_such, retry_after
from awmc.serve.workers import Workers

T = TypeVar("T")
_LOG = logging.getLogger("awmc.serve")


@dataclass
class Counts:
    """What has happened in one environment since the server began."""

    episodes_created: int = 0
    episodes_closed: int = 0
    episodes_expired: int = 0
    calls: int = 0
    call_errors: int = 0
    verdicts: int = 0


class Hosted:
    """Made by `Registry.open`. `id` names it in URLs; `task` is what tasks.json says of its task, if it has one; `of_session`: a session of an
    older client began it, and may end it."""

    def __init__(
        self,
        id: str,
        episode: Episode,
        workers: Workers,
        counts: Counts,
        limits: Limits,
        now: float,
        *,
        of_session: bool = False,
    ) -> None:
        self.id = id
        self.of_session = of_session
        self.episode = episode
        self.environment = episode.environment
        self.task: dict[str, Any] | None = (
            None if episode.task is None else episode.environment.task(episode.task)
        )
        self.created = self.used = now
        self.busy = 0
        """Who waits for it or works with it."""
        self.closed = False
        self._workers = workers
        self._counts = counts
        self._limits = limits
        self._bucket = Bucket(limits.calls_per_second, now)
        self._bytes = 0
        self._lock = asyncio.Lock()

    def admit(self, now: float) -> None:
        """Counts a request. Raises `Refusal` if they come too fast."""
        self.used = now
        seconds = self._bucket.wait(now)
        if seconds > 0:
            rate = self._limits.calls_per_second
            message = f"An episode takes at most {rate:g} requests a second"
            raise Refusal(429, "too_many_requests", message, retry_after(seconds))

    async def run(self, work: Callable[[Episode], T]) -> T:
        """Does what is asked for on a thread, after all that was asked before. Raises `Refusal` if the episode has ended."""
        self.busy += 1
        try:
            async with self._lock:
                if self.closed:
                    raise no_such("episode")
                return await self._workers.run(partial(work, self.episode))
        except (DatabaseError, sqlite3.Error) as error:
            _LOG.exception("an episode of %s is lost", self.environment.name)
            raise Refusal(503, "episode_lost", "The episode is lost; begin another") from error
        finally:
            self.busy -= 1

    async def call(self, tool: str, arguments: object, side: Side, size: int) -> Result:
        """A call of a tool, whose request has `size` bytes. Raises `Refusal` where an episode holds too much already."""
        self._require_space(size)
        self._bytes += size

        def work(episode: Episode) -> Result:
            self._require_space(0)  # of what the calls before it left
            return episode.call(tool, arguments, side=side)

        result = await self.run(work)
        self._bytes += len(result.text)
        self._counts.calls += 1
        self._counts.call_errors += not result.ok
        return result

    def _require_space(self, size: int) -> None:
        most = self._limits.episode_bytes
        if self._bytes + size > most:
            told = (
                f"The episode's calls take over {most} bytes; it takes no more, and can be judged"
            )
            raise Refusal(413, "episode_too_big", told)

    async def verify(self, answer: object) -> Verdict:
        """Whether the task is done, with the agent's final answer."""
        verdict = await self.run(lambda episode: episode.verify(answer))
        self._counts.verdicts += 1
        return verdict

    async def close(self) -> None:
        """Ends it, after what was asked before."""
        async with self._lock:
            self.closed = True
            self.episode.close()
