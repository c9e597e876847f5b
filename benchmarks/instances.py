"""1,024 live instances of the shop over two processes: what each takes of memory after a task's episode, and how many calls a second all of them serve."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from awmc.runtime import Pool
from benchmarks.measure import Figure, Line, Settings, Target
from benchmarks.shop import Task
from benchmarks.shop.ways import Shops

PROCESSES = 2


def measure(settings: Settings) -> Iterator[Line]:
    """Memory, then calls: both of the same pool."""
    shops = Shops()
    count = 16 if settings.quick else 1_024
    tasks = [shops.tasks[number % len(shops.tasks)] for number in range(count)]
    with shops.environment.pool(count, processes=PROCESSES) as pool:
        play(pool, range(PROCESSES), tasks)  # what a process needs once is there
        before = _memory(pool)
        play(pool, range(PROCESSES, count), tasks)
        each = (_memory(pool) - before) / (count - PROCESSES)
        rates = [rate(pool, tasks) for _ in range(settings.rounds)]
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


def play(pool: Pool, numbers: Sequence[int], tasks: Sequence[Task]) -> int:
    """The episodes of these numbers, each its task to the end of its solution; gives the number of calls."""
    pool.reset([(number, tasks[number]["id"]) for number in numbers])
    done = 0
    for turn in range(max(len(tasks[number]["solution"]) for number in numbers)):
        calls = [
            (number, call["tool"], call["arguments"])
            for number in numbers
            for call in tasks[number]["solution"][turn : turn + 1]
        ]
        pool.step(calls)
        done += len(calls)
    return done


def rate(pool: Pool, tasks: Sequence[Task]) -> float:
    """Calls a second over all episodes, starts left out."""
    pool.reset([(number, tasks[number]["id"]) for number in range(len(pool))])
    done, seconds = 0, 0.0
    for turn in range(max(len(task["solution"]) for task in tasks)):
        calls = [
            (number, call["tool"], call["arguments"])
            for number, task in enumerate(tasks)
            for call in task["solution"][turn : turn + 1]
        ]
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
