"""Whole episodes a second: the start of a task, the calls of its solution, the verdict; one after the other, and in pools."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

from awmc.runtime import AsyncPool, Environment, Pool
from benchmarks import corpus
from benchmarks.corpus import answer_of, turns
from benchmarks.measure import Figure, Line, Settings, Target, side_by_side
from benchmarks.shop.ways import Shops, episodes

Tasks = list[dict[str, Any]]
LEAST = Target("at least", 3_000)
POOL = 64


def measure(settings: Settings) -> Iterator[Line]:
    """The shop beside the same by hand, its pools, then the corpus."""
    shops = Shops()
    yield of_the_shop(shops, settings)
    yield from in_pools(shops.environment, settings)
    for name in corpus.names():
        with corpus.environment(name) as environment:
            yield of_environment(name, environment, settings)


def of_the_shop(shops: Shops, settings: Settings) -> Line:
    """Every task of the shop; over dictionaries, the first of each family."""
    tasks = shops.firsts if settings.quick else shops.tasks
    found = side_by_side(
        {
            "awmc": lambda: episodes(shops.ours, tasks),
            "floor": lambda: episodes(shops.floor, tasks),
        },
        settings.rounds,
    )
    few = shops.firsts
    slow = side_by_side({"all": lambda: episodes(shops.dictionaries, few)}, 2)
    calls = sum(len(task["solution"]) for task in tasks) / len(tasks)
    return Line(
        "episodes",
        "the shop, one after the other",
        "episodes/s",
        len(tasks) / found["awmc"],
        len(tasks) / found["floor"],
        {"dictionaries": len(few) / slow["all"]},
        LEAST,
        f"{calls:.1f} calls each; over dictionaries the verdict plays the solution again",
    )


def in_pools(environment: Environment, settings: Settings) -> Iterator[Line]:
    """Pools beside a loop in one process; with a machine of fewer processors than processes, these gain nothing."""
    tasks = environment.tasks()
    with ExitStack() as stack:
        ways = _ways(environment, tasks, stack)
        found = side_by_side(ways, min(5, settings.rounds))
    loop = found.pop("loop")
    for way, seconds in found.items():
        yield Line(
            "episodes",
            f"the shop, {way}",
            "episodes/s",
            len(tasks) / seconds,
            len(tasks) / loop,
            note="beside a loop in one process",
        )


def _ways(
    environment: Environment, tasks: Tasks, stack: ExitStack
) -> dict[str, Callable[[], object]]:
    episode = stack.enter_context(environment.episode(record=False))
    ways: dict[str, Callable[[], object]] = {"loop": lambda: one_by_one(episode, tasks)}

    def add(processes: int) -> None:
        pool = stack.enter_context(environment.pool(POOL, processes=processes))
        ways[f"a pool{_where(processes)}"] = lambda: in_batches(pool, tasks)
        awaited = stack.enter_context(environment.async_pool(POOL, processes=processes))
        ways[f"coroutines{_where(processes)}"] = lambda: asyncio.run(at_once(awaited, tasks))

    for processes in (0, 1, 2):
        add(processes)
    return ways


def _where(processes: int) -> str:
    return f", {processes} worker{'s' * (processes > 1)}" if processes else " in this process"


def one_by_one(episode: Any, tasks: Tasks) -> None:
    """One instance, which plays task after task."""
    for task in tasks:
        episode.restart(task=task["id"])
        for call in task["solution"]:
            episode.call(call["tool"], call["arguments"], side=call["side"])
        episode.verify(answer_of(task))


def in_batches(pool: Pool, tasks: Tasks) -> None:
    """As many at once as the pool has; each batch has one call of every episode."""
    for first in range(0, len(tasks), len(pool)):
        group = list(enumerate(tasks[first : first + len(pool)]))
        pool.reset([(number, task["id"]) for number, task in group])
        for calls in turns(group):
            pool.step(calls)
        pool.verify([(number, answer_of(task)) for number, task in group])


async def at_once(pool: AsyncPool, tasks: Tasks) -> None:
    """A coroutine for each."""

    async def play(task: dict[str, Any]) -> None:
        async with pool.episode(task=task["id"]) as episode:
            for call in task["solution"]:
                await episode.call(call["tool"], call["arguments"], side=call["side"])
            await episode.verify(answer_of(task))

    await asyncio.gather(*(play(task) for task in tasks))


def of_environment(name: str, environment: Environment, settings: Settings) -> Line:
    """The first instance of each family, one after the other in one instance."""
    tasks = corpus.firsts(environment)
    with environment.episode(record=False) as episode:
        rounds = min(7, settings.rounds)
        seconds: Figure = side_by_side({"all": lambda: one_by_one(episode, tasks)}, rounds)["all"]
    calls = sum(len(task["solution"]) for task in tasks) / len(tasks)
    note = f"{len(tasks)} tasks, {calls:.1f} calls each"
    return Line("episodes", name, "episodes/s", len(tasks) / seconds, target=LEAST, note=note)
