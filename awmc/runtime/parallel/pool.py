"""Episodes by number, played in batches.

In: batches of starts, calls and answers, each with the number of an episode. Out: results and verdicts in the same order. Guaranteed: every
episode gives what it would give played alone, in whatever process it lives and whatever is played between its calls; of a batch with a mistake nothing is
played; a worker that dies loses its own episodes only, which is told with the results of the others; nothing outlives `close`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from awmc.runtime.closing import Closing
from awmc.runtime.episode import Side, no_side
from awmc.runtime.judging.model import Verdict
from awmc.runtime.parallel.remote import Remote
from awmc.runtime.parallel.shards import (
    Begin,
    Call,
    EpisodesLost,
    Local,
    Recall,
    Reply,
    Request,
    Shard,
    Verify,
    not_begun,
)
from awmc.runtime.parallel.worker import Setup
from awmc.runtime.result import Result
from awmc.runtime.trajectory import Step

if TYPE_CHECKING:
    from awmc.runtime.environment import Environment

T = TypeVar("T")


class Pool(Closing):
    """`size` episodes, numbered from 0. Made by `Environment.pool`.

        with environment.pool(64, processes=2) as pool:
            pool.reset([(0, "return_overdue[L00003]"), (1, "return_overdue[L00007]")])
            results = pool.step([(0, "my_loans", {}), (1, "my_loans", {}), (0, "return_book", {"loan_id": "L00003"})])
            verdicts = pool.verify([(0, "You owe 0.50 now."), (1, "")])

    A number is an episode that lives until it is reset: its database and its prepared statements are used again, so that beginning anew takes
    microseconds. Items of one episode are done in the order of the batch. One thread at a time is served.
    """

    def __init__(
        self, environment: Environment, size: int, *, processes: int = 0, record: bool = False
    ) -> None:
        if size < 1:
            raise ValueError("a pool has at least one episode")
        self._environment = environment
        self._size = size
        self._lock = threading.Lock()
        self._begun: set[int] = set()
        """The episodes that have had a start."""
        self._shards = make_shards(environment, processes, record=record)

    def __len__(self) -> int:
        return self._size

    @property
    def processes(self) -> tuple[int, ...]:
        """The ids of the worker processes; none if the episodes live in this one."""
        return pids(self._shards)

    def reset(self, starts: Iterable[tuple[int, str | Mapping[str, Any] | None]]) -> None:
        """Begins episodes: (number, start), where a start is the id of a task instance or the `task`, `actor` and `seed` of `Environment.episode`.

        Raises ValueError for a start that does not fit: of a task that there is not, before any episode is touched; else, for an actor, the others have
        begun, and this one is back at the start that it had. Raises `EpisodesLost` if a worker dies over it.
        """
        self._replies([self._begin(number, start) for number, start in starts])

    def _begin(self, number: int, start: str | Mapping[str, Any] | None) -> Begin:
        given = {"task": start} if start is None or isinstance(start, str) else start
        try:
            begin = Begin(number, **given)
        except TypeError as error:
            raise ValueError(f"a start has a task, an actor and a seed: {error}") from None
        self._environment.start(begin.seed, begin.actor, begin.task)
        return begin

    def step(
        self, calls: Iterable[tuple[int, str, object] | tuple[int, str, object, Side]]
    ) -> list[Result]:
        """Calls tools: (number, tool, arguments), with "user" as a fourth where the simulated user calls. What `Episode.call` gives, for each.

        Raises ValueError for a number or a side that there is not, and for an episode that has not begun, before any call is made. Raises `EpisodesLost`
        for episodes that cannot be played on, as when a worker has died: its `replies` are the results of the others.
        """
        requests = [Call(*call) for call in calls]
        for request in requests:
            if request.side not in ("agent", "user"):
                raise no_side(request.side)
        return self._of(Result, requests)

    def verify(self, answers: Iterable[tuple[int, object]]) -> list[Verdict]:
        """Judges episodes: (number, the agent's final text). What `Episode.verify` gives, for each; raises what `step` raises."""
        return self._of(Verdict, [Verify(*answer) for answer in answers])

    def trajectories(self, numbers: Iterable[int]) -> list[tuple[Step, ...]]:
        """Every call of these episodes since their start, if the pool was made with `record`; raises what `step` raises."""
        return self._of(tuple, [Recall(number) for number in numbers])

    def _of(self, kind: type[T], requests: Sequence[Request]) -> list[T]:
        replies = self._replies(requests)
        return [reply for reply in replies if isinstance(reply, kind)]

    def _replies(self, requests: Sequence[Request]) -> list[Reply]:
        for request in requests:
            if not (hasattr(request.number, "__index__") and 0 <= request.number < self._size):
                raise ValueError(
                    f"there is no episode {request.number!r}: the pool has {self._size}"
                )
        with self._lock:
            if not self._shards:
                raise ValueError("the pool is closed")
            for request in requests:
                if request.number not in self._begun and not isinstance(request, Begin):
                    raise not_begun(request.number)
            replies = self._ask(requests)
            self._begun.update(
                request.number
                for request, reply in zip(requests, replies, strict=True)
                if isinstance(request, Begin) and not isinstance(reply, ValueError)
            )
        _raise(requests, replies)
        return replies

    def _ask(self, requests: Sequence[Request]) -> list[Reply]:
        """The replies in order. Every worker has its part before the first is waited for."""
        count = len(self._shards)
        parts: dict[int, list[int]] = {}
        for place, request in enumerate(requests):
            parts.setdefault(request.number % count, []).append(place)
        for shard, places in parts.items():
            self._shards[shard].send([requests[place] for place in places])
        replies: list[Reply] = [None] * len(requests)
        for shard, places in parts.items():
            for place, reply in zip(places, self._shards[shard].receive(), strict=True):
                replies[place] = reply
        return replies

    def close(self) -> None:
        """Ends the episodes and the workers; closing twice does no harm."""
        with self._lock:
            shards, self._shards = self._shards, ()
            for shard in shards:
                shard.close()


def make_shards(environment: Environment, processes: int, *, record: bool) -> tuple[Shard, ...]:
    """One shard in this process, or one in each of so many others. Raises ValueError where these cannot load the environment."""
    if processes < 0:
        raise ValueError("a pool cannot have fewer than 0 processes")
    if processes == 0:
        return (Local(environment, record=record),)
    if environment.files is None:
        raise ValueError(
            "other processes cannot load this environment, for it was made of a Definition:"
            " load it from a folder or a spec, or leave out `processes`"
        )
    setup = Setup(dict(environment.files), environment.allow_extern, record)
    made: list[Remote] = []
    try:
        for _ in range(processes):
            made.append(Remote(setup))
    except BaseException:
        for shard in made:
            shard.close()
        raise
    return tuple(made)


def pids(shards: Iterable[Shard]) -> tuple[int, ...]:
    """The processes of those shards that are in others."""
    found = (shard.pid for shard in shards if isinstance(shard, Remote))
    return tuple(pid for pid in found if pid is not None)


def _raise(requests: Sequence[Request], replies: list[Reply]) -> None:
    """What went wrong, as one exception; what did not is in it."""
    lost = [place for place, reply in enumerate(replies) if isinstance(reply, EpisodesLost)]
    if lost:
        first = replies[lost[0]]
        assert isinstance(first, EpisodesLost)
        numbers = sorted({requests[place].number for place in lost})
        kept = [None if isinstance(reply, EpisodesLost) else reply for reply in replies]
        raise EpisodesLost(first.reason, numbers, kept)
    for reply in replies:
        if isinstance(reply, Exception):
            raise reply
