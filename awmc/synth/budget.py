"""What may be spent, and what was: requests, tokens, money and time.

In: limits, and each thing that was paid for. Out: `OutOfBudget` before a request that a limit forbids. Guaranteed: a request is made only while every limit,
that of the spec and that of the run, has something left. An answer under way counts as the mean of those before it, so that many asked at once do not pass a limit
together; of requests no more are made than the limit says. An answer that was paid for in an earlier run counts as it did then: in a part when it is given again,
in the whole from the start, for the whole is all that was spent for one output folder. Its time alone is that of this run, by the clock.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from awmc.endpoint.completions import Usage


class OutOfBudget(Exception):
    """A limit is reached; the message says which, and how to allow more."""


@dataclass(frozen=True)
class Price:
    """Dollars for a million tokens: read, written, and read from the endpoint's cache (None: as read)."""

    read: float
    written: float
    cached: float | None = None

    @classmethod
    def parse(cls, text: str) -> Price:
        """The price in a text as `2.50/10` or `2.50/10/0.25`. Raises ValueError."""
        parts = text.replace("$", "").split("/")
        if len(parts) not in (2, 3) or not all(re.fullmatch(_NUMBER, part) for part in parts):
            raise ValueError(
                f"{text!r} is no price: give dollars for a million tokens read and written, as 2.50/10, "
                "and read from the cache where that is less, as 2.50/10/0.25"
            )
        return cls(*map(float, parts))

    def of(self, usage: Usage) -> float:
        """What these tokens cost, in dollars."""
        cached = min(usage.cached_tokens, usage.input_tokens)
        fresh = usage.input_tokens - cached
        rate = self.read if self.cached is None else self.cached
        return (fresh * self.read + cached * rate + usage.output_tokens * self.written) / 1e6


_NUMBER = r"\s*(\d{1,6}(\.\d{0,9})?|\.\d{1,9})\s*"


@dataclass(frozen=True)
class Limits:
    """What may be spent; None is without limit. `tokens` read and written together."""

    requests: int | None = None
    tokens: int | None = None
    dollars: float | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Spent:
    """What was spent. `dollars` None: no price is known."""

    usage: Usage = field(default_factory=Usage)
    dollars: float | None = None
    seconds: float = 0.0

    @property
    def tokens(self) -> int:
        """Read and written."""
        return self.usage.input_tokens + self.usage.output_tokens

    def __add__(self, other: Spent) -> Spent:
        known = [one for one in (self.dollars, other.dollars) if one is not None]
        return Spent(
            self.usage + other.usage, sum(known) if known else None, self.seconds + other.seconds
        )


class Budget:
    """What is left for something, as a part of a greater budget. `spent` is what counts from the start; `clock` gives seconds."""

    def __init__(
        self,
        limits: Limits,
        whole: Budget | None = None,
        name: str = "the run",
        *,
        spent: Spent | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limits = limits
        self.name = name
        self.under_way = 0
        """Requests that are not answered yet."""
        self._spent = without_time(spent or Spent())
        self._whole = whole
        self._clock = clock
        self._begun = clock()

    @property
    def spent(self) -> Spent:
        """What was spent. Of the whole the time is that since it was made: many are at work in it."""
        if self._whole is not None:
            return self._spent
        return replace(self._spent, seconds=self._clock() - self._begun)

    def spend(self, spent: Spent, *, replayed: bool = False) -> None:
        """Count something, here and in the whole. What was paid for in an earlier run, or by another part, is in the whole already."""
        if self._whole is None:
            if not replayed:
                self._spent = self._spent + without_time(spent)
            return
        self._spent = self._spent + spent
        self._whole.spend(spent, replayed=replayed)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """For the time of one request, which is to be counted by `spend` within it. Raises OutOfBudget where a limit is reached."""
        self.check()
        self._move(1)
        try:
            yield
        finally:
            self._move(-1)

    def check(self) -> None:
        """Raises OutOfBudget where a limit is reached."""
        limits, spent, whole = self.limits, self.spent, self._whole is None
        answered = spent.usage.requests
        more = self.under_way / answered if answered else 0.0
        for limit, so_far, what in (
            (limits.requests, answered + self.under_way, "requests" if whole else "attempts"),
            (limits.tokens, spent.tokens * (1 + more), "tokens"),
            (limits.dollars, (spent.dollars or 0.0) * (1 + more), "dollars"),
            (limits.seconds, spent.seconds, "minutes"),
        ):
            if limit is not None and so_far >= limit:
                raise OutOfBudget(self._told(limit, what))
        if self._whole is not None:
            self._whole.check()

    def _move(self, by: int) -> None:
        self.under_way += by
        if self._whole is not None:
            self._whole._move(by)

    def _told(self, limit: float, what: str) -> str:
        """The message, with the option of `awmc gen` that is this limit."""
        number = limit / 60 if what == "minutes" else limit
        noun = what.removesuffix("s") if number == 1 else what
        amount = f"${number:g}" if what == "dollars" else f"{number:g} {noun}"
        option = what if self._whole is not None else f"total-{what}"
        return f"{self.name} has spent its {amount}: allow more with --{option}"


def without_time(spent: Spent) -> Spent:
    """What was spent but for the time, which passes once where many are at work."""
    return replace(spent, seconds=0.0)
