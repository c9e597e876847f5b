"""Measuring side by side: what every benchmark of awmc gives, and how it takes time.

In: named pieces of work that do the same thing in different ways. Out: `Line`s (one figure of awmc beside its floor) and `Growth`s (the same
along a size). Guaranteed: the ways take turns within a round, so that a busy moment of the machine falls on all of them, and a figure is a
median over rounds; what counts is the ratio of two figures of one run, since absolute times drift. A median knows how far rounds scatter.
"""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Work = Callable[[], object]


class Missing(Exception):
    """What a section needs is not installed; the message says what to do."""


class Figure(float):
    """A median that knows its standard error as a share of it, in `error`, and keeps it when multiplied, or when it divides."""

    error: float

    def __new__(cls, value: float, error: float = 0.0) -> Figure:
        """`error` of 0.02 means that the median of as many other rounds is within 2 % in two cases of three."""
        made = super().__new__(cls, value)
        made.error = error
        return made

    @classmethod
    def median(cls, found: Sequence[float]) -> Figure:
        """Of rounds. The error is estimated from the middle half of them, as for a normal distribution: 1.25 standard deviations over the root
        of their number, where a standard deviation is the interquartile range over 1.35."""
        middle = statistics.median(found)
        if len(found) < 4 or not middle:
            return cls(middle, 0.0)
        low, _, high = statistics.quantiles(found, n=4)
        return cls(middle, 1.25 * (high - low) / 1.35 / math.sqrt(len(found)) / middle)

    def __mul__(self, other: float) -> Figure:
        return Figure(float(self) * other, self.error)

    __rmul__ = __mul__

    def __truediv__(self, other: float) -> Figure:
        return Figure(float(self) / other, self.error)

    def __rtruediv__(self, other: float) -> Figure:
        return Figure(other / float(self), self.error)


@dataclass(frozen=True)
class Target:
    """What a figure is to reach: a ratio to the floor, or a bound on the figure itself in its own unit."""

    kind: Literal["ratio", "at most", "at least"]
    limit: float


@dataclass(frozen=True)
class Line:
    """One thing measured. Figures are medians in `unit`; `others` are what people use in place of awmc, by name."""

    section: str
    work: str
    unit: str
    ours: float
    floor: float | None = None
    others: Mapping[str, float] = field(default_factory=dict)
    target: Target | None = None
    note: str = ""
    """What a reader must know of it, in half a sentence."""

    @property
    def ratio(self) -> float | None:
        """How many times the floor's cost ours is: above 1 is slower, for rates as for times."""
        if self.floor is None or not self.floor or not self.ours:
            return None
        return self.floor / self.ours if self.unit.endswith("/s") else self.ours / self.floor

    @property
    def error(self) -> float:
        """The standard error of the ratio, as a share of it; of the figure where there is no floor. 0 where nobody knows it."""
        return math.hypot(*(getattr(n, "error", 0.0) for n in (self.ours, self.floor)))

    @property
    def reached(self) -> bool | None:
        """Whether it reaches its target; None where it has none."""
        if self.target is None:
            return None
        if self.target.kind == "ratio":
            return self.ratio is not None and self.ratio <= self.target.limit
        if self.target.kind == "at most":
            return self.ours <= self.target.limit
        return self.ours >= self.target.limit


@dataclass(frozen=True)
class Growth:
    """How figures grow along a size: for each way its (size, figure) points, awmc's under "awmc"."""

    section: str
    work: str
    unit: str
    along: str
    """What grows, such as "rows in the table"."""
    points: Mapping[str, tuple[tuple[float, float], ...]]


@dataclass(frozen=True)
class Settings:
    """How long to measure."""

    rounds: int = 15
    quick: bool = False
    """Small sizes and few rounds, to see that everything runs; its figures mean little."""


def side_by_side(works: Mapping[str, Work], rounds: int, inner: int = 1) -> dict[str, Figure]:
    """The median seconds of one run of each work, over rounds in which each runs `inner` times in a row. A first round is not counted."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            seconds = _timed(work, inner)
            if number:
                times[name].append(seconds)
    return {name: Figure.median(found) for name, found in times.items()}


def step_by_step(
    steps: Mapping[str, tuple[Work, Work]], rounds: int, most: int = 1, seconds: float = 0.1
) -> dict[str, Figure]:
    """The same for works that each need something before every run that is not timed: (before, work).

    A round runs each work up to `most` times, and less often if that would take longer than `seconds`.
    """
    times: dict[str, list[float]] = {name: [] for name in steps}
    inner: dict[str, int] = {}
    for number in range(rounds + 1):
        for name, (before, work) in steps.items():
            start = time.perf_counter()
            found = _timed_alone(before, work, inner.get(name, 1))
            if number:
                times[name].append(found)
            else:
                whole = time.perf_counter() - start
                inner[name] = max(1, min(most, int(seconds / whole)))
    return {name: Figure.median(found) for name, found in times.items()}


def nothing() -> None:
    """What goes before a work that needs nothing."""


def enough(work: Work, seconds: float = 0.02) -> int:
    """How often to run a work in a row so that a clock's grain and a call's own cost do not count."""
    once = max(_timed(work, 3), 1e-7)
    return max(1, min(20_000, int(seconds / once)))


def lines(found: Iterable[Line | Growth]) -> list[Line]:
    """The lines of what a section gives."""
    return [one for one in found if isinstance(one, Line)]


def _timed(work: Work, inner: int) -> float:
    collecting = gc.isenabled()
    gc.disable()
    try:
        start = time.perf_counter()
        for _ in range(inner):
            work()
        return (time.perf_counter() - start) / inner
    finally:
        if collecting:
            gc.enable()


def _timed_alone(before: Work, work: Work, inner: int) -> float:
    """The median of runs of `work`, without what goes before."""
    collecting = gc.isenabled()
    gc.disable()
    found = []
    try:
        for _ in range(inner):
            before()
            start = time.perf_counter()
            work()
            found.append(time.perf_counter() - start)
        return statistics.median(found)
    finally:
        if collecting:
            gc.enable()
