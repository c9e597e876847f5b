"""1,024 live instances of the shop over two processes: what each takes of memory after a task's episode, and how many calls a second all of them serve."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from awmc.runtime import Pool
from benchmarks.corpus import Task, answer_of, turns
from benchmarks.measure import Figure, Line, Settings, Target
from benchmarks.shop.ways import Shops

PROCESSES = 2


def measure(settings: Settings) -> Iterator[Line]:
    """Memory, then calls: both of the same pool."""
    shops = Shops()
    count = 16 if settings.quick else 1_024
    playing = [(number, shops.tasks[number % len(shops.tasks)]) for number in range(count)]
    with shops.environment.pool(count, processes=PROCESSES) as pool:
        play(pool, playing[:PROCESSES])  # what a process needs once is there
        before = _memory(pool)
        play(pool, playing[PROCESSES:])
        each = (_memory(pool) - before) / (count - PROCESSES)
        rates = [rate(pool, playing) for _ in range(settings.rounds)]
    size = f"{count:,} instances over {PROCESSES} processes"
    note = f"proportional set size, after a task's episode each; a database of {shops.megabytes:.2f} MB"
    yield Line(
        "instances",
        f"memory of one of {size}",
        "MB",
        each / 1e6,
        target=Target("at most", 0.8),
        note=note,
    )
    yield Line(
        "instances",
        f"calls to all of {size}",
        "calls/s",
        Figure.median(rates),
        note="one call of each episode a batch",
    )


def play(pool: Pool, playing: Sequence[tuple[int, Task]]) -> None:
    """Whole episodes at once, each with its verdict."""
    pool.reset([(number, task["id"]) for number, task in playing])
    for calls in turns(playing):
        pool.step(calls)
    pool.verify([(number, answer_of(task)) for number, task in playing])


def rate(pool: Pool, playing: Sequence[tuple[int, Task]]) -> float:
    """Calls a second over all episodes, starts and verdicts left out."""
    pool.reset([(number, task["id"]) for number, task in playing])
    done, seconds = 0, 0.0
    for calls in turns(playing):
        start = time.perf_counter()
        pool.step(calls)
        seconds += time.perf_counter() - start
        done += len(calls)
    return done / seconds


def _memory(pool: Pool) -> float:
    """Bytes of the worker processes: their own pages, and their share of those that they have in common (Linux)."""
    return sum(_proportional(process) for process in pool.processes)


def _proportional(process: int) -> float:
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return float(line.split()[1]) * 1024
    raise OSError(f"Linux does not tell the memory of process {process}")
