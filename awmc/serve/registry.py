"""The environments of a server and their live episodes.

In: names that clients give. Out: episodes, or `Refusal`. Guaranteed: an episode is found under its own environment and its whole id only; ids are
random, of 128 bits; there are never more episodes than allowed, however many are asked for at once; what expires was idle all the time.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from awmc.runtime.environment import Environment
from awmc.runtime.episode import Episode
from awmc.runtime.failures import Failed
from awmc.serve.hosted import Counts, Hosted
from awmc.serve.limits import Limits
from awmc.serve.refusals import Refusal, no_such, retry_after
from awmc.serve.start import Start
from awmc.serve.workers import Workers

_THREADS = 32
"""How many calls may be under way at once; Python runs one at a time, but for SQLite's part."""


class Registry:
    """`clock` gives seconds that never go back. Used from the event loop alone."""

    def __init__(
        self,
        environments: Iterable[Environment],
        limits: Limits,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.environments = {environment.name: environment for environment in environments}
        self.limits = limits
        self.clock = clock
        self.counts = {name: Counts() for name in self.environments}
        self._episodes: dict[str, dict[str, Hosted]] = {name: {} for name in self.environments}
        self._workers = Workers(_THREADS)
        self._taken = {"episodes": 0, "sessions": 0}
        """Episodes that live or are being made, and those of them that are sessions'."""
        self._began = clock()
        self._actors = {name: _first(env) for name, env in self.environments.items()}

    def environment(self, name: str) -> Environment:
        """Raises `Refusal` for a name that is none."""
        found = self.environments.get(name)
        if found is None:
            raise no_such("environment")
        return found

    def find(self, environment: str, id: str) -> Hosted:
        """The live episode of that id. Raises `Refusal`."""
        self.environment(environment)
        found = self._episodes[environment].get(id)
        if found is None:
            raise no_such("episode")
        return found

    def episodes(self, environment: str) -> list[Hosted]:
        """All that live, the oldest first."""
        self.environment(environment)
        return list(self._episodes[environment].values())

    def require_room(self, *, session: bool) -> None:
        """Raises `Refusal` where there are as many episodes as may be, or as many sessions."""
        most = {"episodes": self.limits.episodes, "sessions": self.limits.sessions}
        for kind in ("episodes", "sessions") if session else ("episodes",):
            if self._taken[kind] >= most[kind]:
                message = f"There are {most[kind]} live {kind}, and no more are allowed; close some"
                raise Refusal(503, f"too_many_{kind}", message, retry_after(1))

    def _take(self, number: int, *, session: bool) -> None:
        self._taken["episodes"] += number
        self._taken["sessions"] += number * session

    async def open(self, environment: str, start: Start, session: str | None = None) -> Hosted:
        """A new episode, without a task and an actor as the first one who can be signed in; with the id of its session, if it has one. Raises `Refusal`."""
        env = self.environment(environment)
        of_session = session is not None
        self.require_room(session=of_session)
        if start.task is None and start.actor is None:
            start = replace(start, actor=self._actors[environment])
        self._take(1, session=of_session)
        try:
            episode = await self._workers.run(partial(_episode, env, start))
        except BaseException:
            self._take(-1, session=of_session)
            raise
        counts = self.counts[environment]
        counts.episodes_created += 1
        hosted = Hosted(
            session or secrets.token_urlsafe(16),
            episode,
            self._workers,
            counts,
            self.limits,
            self.clock(),
            of_session=of_session,
        )
        self._episodes[environment][hosted.id] = hosted
        return hosted

    async def close(self, hosted: Hosted) -> None:
        """Ends an episode, after the calls that came before; it is not found from now on. Closing twice does no harm."""
        if self._forget(hosted):
            self.counts[hosted.environment.name].episodes_closed += 1
            await hosted.close()

    async def expire(self) -> list[Hosted]:
        """Ends the episodes that have been idle too long, and gives them."""
        before = self.clock() - self.limits.idle_seconds
        old = [h for e in self._episodes.values() for h in e.values() if h.used < before]
        idle = [hosted for hosted in old if not hosted.busy and self._forget(hosted)]
        for hosted in idle:
            self.counts[hosted.environment.name].episodes_expired += 1
            await hosted.close()
        return idle

    def _forget(self, hosted: Hosted) -> bool:
        found = self._episodes[hosted.environment.name].pop(hosted.id, None)
        if found is not None:
            self._take(-1, session=found.of_session)
        return found is not None

    async def close_all(self) -> None:
        """Ends every episode; after it none can begin."""
        for episodes in self._episodes.values():
            for hosted in list(episodes.values()):
                await self.close(hosted)
        self._workers.close()

    def stats(self) -> dict[str, Any]:
        """What has happened so far: in all, and in each environment."""
        each = {
            name: {"episodes_live": len(self._episodes[name]), **vars(counts)}
            for name, counts in self.counts.items()
        }
        names = ("episodes_live", *vars(Counts()))
        return {
            "uptime_seconds": round(self.clock() - self._began, 3),
            "episodes_allowed": self.limits.episodes,
            "sessions_live": self._taken["sessions"],
            "sessions_allowed": self.limits.sessions,
            **{name: sum(counts[name] for counts in each.values()) for name in names},
            "environments": each,
        }


def _first(environment: Environment) -> object:
    """Who is signed in by default; asking makes the environment ready for episodes and verdicts on many threads."""
    actors = environment.first_actors()
    _ = environment.template, environment.judge
    return actors[0] if actors else None


def _episode(environment: Environment, start: Start) -> Episode:
    try:
        return environment.episode(start.seed, start.actor, start.task)
    except (ValueError, Failed) as error:
        raise Refusal(400, "no_such_start", f"No episode can begin so: {error}") from error
