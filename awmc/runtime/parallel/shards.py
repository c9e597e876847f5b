"""A shard: episodes of one environment by number, and what can be asked of them.

In: requests. Out: one reply for each, in order. Guaranteed: a request changes the episode of its number alone, so that an episode gives the same
replies whatever stands between its requests; asking raises nothing, what went wrong is the reply. An episode that cannot be played on is lost: each of
its replies is an `EpisodesLost` until it begins anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, assert_never

from awmc.runtime.episode import Episode, Side
from awmc.runtime.judging.model import Verdict
from awmc.runtime.result import Result
from awmc.runtime.trajectory import Step

if TYPE_CHECKING:
    from awmc.runtime.environment import Environment


class Begin(NamedTuple):
    """Begin the episode of that number, or begin it anew; the reply is None, or a ValueError for a start that does not fit."""

    number: int
    task: str | None = None
    actor: Any = None
    seed: int = 0


class Call(NamedTuple):
    """Call a tool; the reply is its `Result`."""

    number: int
    tool: Any
    arguments: Any = None
    side: Side = "agent"


class Verify(NamedTuple):
    """Judge the episode; the reply is its `Verdict`."""

    number: int
    answer: Any = None


class Recall(NamedTuple):
    """The reply is the episode's trajectory."""

    number: int


class End(NamedTuple):
    """Free the episode; the reply is None."""

    number: int


Request = Begin | Call | Verify | Recall | End
Reply = Result | Verdict | tuple[Step, ...] | None | Exception
"""An exception is a ValueError for a mistake of the caller's, else `EpisodesLost`."""


class EpisodesLost(RuntimeError):
    """Some episodes cannot be played on: the process that played them has died, or SQLite has given them up. `numbers` are theirs; `replies` what
    the same batch gave of the others, None in the places of those lost. The pool can be used on: `reset` begins the episodes anew."""

    def __init__(
        self, reason: str, numbers: Sequence[int] = (), replies: Sequence[Reply] = ()
    ) -> None:
        shown = ", ".join(map(str, numbers))
        super().__init__(f"{reason}; lost: episode {shown}" if shown else reason)
        self.reason = reason
        self.numbers = tuple(numbers)
        self.replies = list(replies)


class Shard(Protocol):
    """What plays some of a pool's episodes. Between `send` and its `receive` nothing else may be asked."""

    def send(self, requests: Sequence[Request]) -> None:
        """Hands over requests."""

    def receive(self) -> list[Reply]:
        """Waits for the replies to what was sent."""

    def close(self) -> None:
        """Frees what it holds; closing twice does no harm."""


def not_begun(number: int) -> ValueError:
    """What is told of an episode of which something is asked before its first start."""
    return ValueError(f"episode {number} has not begun: reset it to a start first")


class Local:
    """A shard in this process, whose requests are played while they are received."""

    def __init__(self, environment: Environment, *, record: bool) -> None:
        self._environment = environment
        self._record = record
        self._episodes: dict[int, Episode] = {}
        self._lost: dict[int, str] = {}
        """Why, by episode."""
        self._sent: Sequence[Request] = ()

    def send(self, requests: Sequence[Request]) -> None:
        """Keeps them for `receive`."""
        self._sent = requests

    def receive(self) -> list[Reply]:
        """Plays what was sent."""
        sent, self._sent = self._sent, ()
        return [self._reply(request) for request in sent]

    def _reply(self, request: Request) -> Reply:
        try:
            return self._answer(request)
        except ValueError as error:
            return error
        except Exception as error:
            return self._lose(request.number, error)

    def _answer(self, request: Request) -> Reply:
        match request:
            case Begin(number, task, actor, seed):
                self._begin(number, {"task": task, "actor": actor, "seed": seed})
                self._lost.pop(number, None)
                return None
            case Call(number, tool, arguments, side):
                return self._episode(number).call(tool, arguments, side=side)
            case Verify(number, answer):
                return self._episode(number).verify(answer)
            case Recall(number):
                return tuple(self._episode(number).trajectory)
            case End(number):
                self._end(number)
                return None
            case _ as never:
                assert_never(never)

    def _begin(self, number: int, start: dict[str, Any]) -> None:
        episode = self._episodes.get(number)
        if episode is None:
            self._episodes[number] = self._environment.episode(**start, record=self._record)
            return
        try:
            episode.restart(**start)
        except ValueError:
            raise
        except Exception as error:
            self._lose(number, error)
            self._begin(number, start)

    def _episode(self, number: int) -> Episode:
        if number in self._lost:
            raise EpisodesLost(self._lost[number])
        episode = self._episodes.get(number)
        if episode is None:
            raise not_begun(number)
        return episode

    def _lose(self, number: int, error: Exception) -> EpisodesLost:
        """What is broken is not played on."""
        if not isinstance(error, EpisodesLost):
            self._end(number)
            self._lost[number] = f"{type(error).__name__}: {error}"
        return EpisodesLost(self._lost[number])

    def _end(self, number: int) -> None:
        self._lost.pop(number, None)
        episode = self._episodes.pop(number, None)
        if episode is not None:
            episode.close()

    def close(self) -> None:
        """Frees the episodes."""
        for number in list(self._episodes):
            self._end(number)
