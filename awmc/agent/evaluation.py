"""Many tasks, played at once.

In: task instances. Out: a run for each, told as soon as it has ended. Guaranteed: every run that ended is told, whatever happens to the others; where one shows
that no other would fare better, the rest is not begun.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from awmc.agent.loop import Run
from awmc.runtime.parallel.coroutines import AsyncEpisode, AsyncPool

Play = Callable[[AsyncEpisode, dict[str, Any]], Awaitable[Run]]
Tell = Callable[[dict[str, Any], Run], None]


async def evaluate(
    pool: AsyncPool, instances: Iterable[dict[str, Any]], play: Play, tell: Tell
) -> None:
    """Plays every instance in an episode of the pool. Raises the `ModelError` after which it is hopeless, and what `tell` raises."""

    async def one(instance: dict[str, Any]) -> None:
        async with pool.episode(task=instance["id"]) as episode:
            run = await play(episode, instance)
        tell(instance, run)
        if run.error is not None and run.error.hopeless:
            raise run.error

    tasks = [asyncio.create_task(one(instance)) for instance in instances]
    if not tasks:
        return
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in ended:
        task.result()
