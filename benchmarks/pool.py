"""Episodes per second: pools beside a plain loop over `env.episode` in one process, in the same run.

    python -m benchmarks.pool [--rounds 5] [--size 64] [--json] [ENVIRONMENT ...]

An episode is a task's solution, call by call, and its verdict; every instance of the environment is played in turn. The ways take turns, so that a busy
moment of the machine falls on all of them. Rates are of the best round, of the wall clock, without the making of a pool; ratios are to the plain
loop. With one processor, or a busy machine, processes gain nothing. Run it from the top of the repository.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from awmc.runtime import AsyncPool, Environment, Pool, load

FLOOR = "plain loop"
Tasks = list[dict[str, Any]]
Way = Callable[[], None]


def main() -> None:
    """Measure, and print a table for each environment."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    default = ["generated/library", "generated/support_desk"]
    parser.add_argument("environments", nargs="*", default=default)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    found = {
        name: measure(name, arguments.size, arguments.rounds) for name in arguments.environments
    }
    if arguments.json:
        print(json.dumps(found, indent=2))
        return
    print(f"{os.cpu_count()} processors; {arguments.rounds} rounds; pools of {arguments.size}")
    for name, rates in found.items():
        print(f"\n{name:32} {'episodes/s':>10} {'ratio':>6}")
        for way, rate in rates.items():
            print(f"{way:32} {rate:10.0f} {rate / rates[FLOOR]:6.2f}")


def measure(name: str, size: int, rounds: int) -> dict[str, float]:
    """Episodes per second of each way, after a round that is not counted."""
    with ExitStack() as stack:
        environment = stack.enter_context(load(name))
        tasks = environment.tasks()
        known = ways(environment, tasks, size, stack)
        best = dict.fromkeys(known, float("inf"))
        for number in range(rounds + 1):
            for way, play in known.items():
                start = time.perf_counter()
                play()
                if number:
                    best[way] = min(best[way], time.perf_counter() - start)
    return {way: len(tasks) / seconds for way, seconds in best.items()}


def ways(environment: Environment, tasks: Tasks, size: int, stack: ExitStack) -> dict[str, Way]:
    """What is measured, by name."""

    def pool(processes: int) -> Way:
        made = stack.enter_context(environment.pool(size, processes=processes))
        return lambda: in_batches(made, tasks)

    def coroutines(processes: int) -> Way:
        made = stack.enter_context(environment.async_pool(size, processes=processes))
        return lambda: asyncio.run(at_once(made, tasks))

    return {
        FLOOR: lambda: one_by_one(environment, tasks),
        "pool": pool(0),
        "pool, 1 process": pool(1),
        "pool, 2 processes": pool(2),
        "async pool": coroutines(0),
        "async pool, 1 process": coroutines(1),
        "async pool, 2 processes": coroutines(2),
    }


def one_by_one(environment: Environment, tasks: Tasks) -> None:
    """The floor: a new episode for each, without a trajectory."""
    for task in tasks:
        with environment.episode(task=task["id"], record=False) as episode:
            for call in task["solution"]:
                episode.call(call["tool"], call["arguments"], side=call["side"])
            episode.verify("")


def in_batches(pool: Pool, tasks: Tasks) -> None:
    """As many at once as the pool has; each batch has one call of every episode."""
    for first in range(0, len(tasks), len(pool)):
        group = list(enumerate(tasks[first : first + len(pool)]))
        pool.reset([(number, task["id"]) for number, task in group])
        for turn in range(max(len(task["solution"]) for _, task in group)):
            made = [
                (n, task["solution"][turn]) for n, task in group if turn < len(task["solution"])
            ]
            pool.step([(n, call["tool"], call["arguments"], call["side"]) for n, call in made])
        pool.verify([(number, "") for number, _ in group])


async def at_once(pool: AsyncPool, tasks: Tasks) -> None:
    """A coroutine for each."""

    async def play(task: dict[str, Any]) -> None:
        async with pool.episode(task=task["id"]) as episode:
            for call in task["solution"]:
                await episode.call(call["tool"], call["arguments"], side=call["side"])
            await episode.verify("")

    await asyncio.gather(*(play(task) for task in tasks))


if __name__ == "__main__":
    main()
