"""What may be spent, and what was: requests, tokens, money and time.

In: limits, and each thing that was paid for. Out: `OutOfBudget` before a request that a limit forbids. Guaranteed: a request is made only while every limit,
that of the spec and that of the run, has something left, so that none is passed by more than the answers under way; an answer that was paid for in an earlier
run counts as it did then.
"""

from __future__ import annotations

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

    def of(self, usage: Usage) -> float:
        """What these tokens cost, in dollars."""
        cached = min(usage.cached_tokens, usage.input_tokens)
        fresh = usage.input_tokens - cached
        rate = self.read if self.cached is None else self.cached
        return (fresh * self.read + cached * rate + usage.output_tokens * self.written) / 1e6


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

    def __add__(self, other: Spent) -> Spent:
        known = [one for one in (self.dollars, other.dollars) if one is not None]
        return Spent(
            self.usage + other.usage, sum(known) if known else None, self.seconds + other.seconds
        )


class Budget:
    """What is left for something, as a part of a greater budget."""

    def __init__(self, limits: Limits, whole: Budget | None = None, name: str = "the run") -> None:
        self.limits = limits
        self.name = name
        self.spent = Spent()
        self._whole = whole

    def spend(self, spent: Spent) -> None:
        """Count something, here and in the whole."""
        self.spent = self.spent + spent
        if self._whole is not None:
            self._whole.spend(spent)

    def check(self) -> None:
        """Raises OutOfBudget where a limit is reached."""
        limits, spent = self.limits, self.spent
        tokens = spent.usage.input_tokens + spent.usage.output_tokens
        for limit, so_far, words in (
            (limits.requests, spent.usage.requests, "requests"),
            (limits.tokens, tokens, "tokens"),
            (limits.dollars, spent.dollars or 0.0, "dollars"),
            (limits.seconds, spent.seconds, "seconds"),
        ):
            if limit is not None and so_far >= limit:
                raise OutOfBudget(f"{self.name} has spent its {limit:g} {words}")
        if self._whole is not None:
            self._whole.check()


def without_time(spent: Spent) -> Spent:
    """What was spent but for the time, which passes once where many are at work."""
    return replace(spent, seconds=0.0)
