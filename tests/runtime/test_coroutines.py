"""Episodes of coroutines: many at once, in order, whatever is cancelled."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from drawn import MANY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awmc.runtime import AsyncPool, Environment, EpisodesLost, load

JOIN = ("join", {"id": "X", "name": "x"})


def alone(library: Environment, calls: list[Any]) -> list[str]:
    with library.episode(actor="M1") as episode:
        return [episode.call(name, arguments, side=side).text for name, arguments, side in calls]


@pytest.fixture(scope="module", params=[0, 2], ids=["here", "two workers"])
def pool(request: pytest.FixtureRequest, library: Environment) -> Iterator[AsyncPool]:
    with library.async_pool(2, processes=request.param) as pool:
        yield pool


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plans=st.lists(MANY, min_size=1, max_size=6))
def test_coroutines_get_what_episodes_give_alone(
    library: Environment, pool: AsyncPool, plans: list[list[Any]]
) -> None:
    async def play(calls: list[Any]) -> list[str]:
        async with pool.episode(actor="M1") as episode:
            found = [episode.call(name, given, side=side) for name, given, side in calls]
            return [result.text for result in await asyncio.gather(*found)]

    async def main() -> list[list[str]]:
        return await asyncio.gather(*(play(calls) for calls in plans))

    assert asyncio.run(main()) == [alone(library, calls) for calls in plans]


def test_a_thousand_coroutines_share_one_thread() -> None:
    async def play(env: Environment, number: int) -> str:
        task = env.tasks()[number % len(env.tasks())]
        async with env.async_episode(task=task["id"]) as episode:
            for call in task["solution"]:
                await episode.call(call["tool"], call["arguments"], side=call["side"])
            steps = await episode.trajectory()
            assert len(steps) == len(task["solution"])
            return (await episode.verify("")).clauses[0].name

    async def main(env: Environment) -> list[str]:
        return await asyncio.gather(*(play(env, number) for number in range(1024)))

    before = threading.active_count()
    with load("generated/library") as env:
        assert len(asyncio.run(main(env))) == 1024
        assert threading.active_count() <= before + 1
    assert threading.active_count() <= before


def test_a_cancelled_call_is_made_wholly_before_the_next(library: Environment) -> None:
    async def main() -> tuple[int, list[str]]:
        async with library.async_pool(1, record=True) as pool:
            async with pool.episode(actor="M1") as episode:
                calls = [asyncio.create_task(episode.call(*JOIN)) for _ in range(3)]
                await asyncio.sleep(0)  # they are on their way
                for call in calls:
                    call.cancel()
                await asyncio.gather(*calls, return_exceptions=True)
                steps = await episode.trajectory()
                again = await episode.call(*JOIN)
            async with pool.episode(actor="M1") as episode:
                return len(steps), [again.text, (await episode.call(*JOIN)).text]

    made, (last, fresh) = asyncio.run(main())
    once, twice = alone(library, [(*JOIN, "agent")] * 2)
    assert (made, last, fresh) == (3, twice, once)


def test_who_waits_for_an_episode_and_gives_up_takes_none(library: Environment) -> None:
    async def play(pool: AsyncPool) -> bool:
        async with pool.episode(actor="M1") as episode:
            return (await episode.call(*JOIN)).ok

    async def main() -> None:
        async with library.async_pool(1) as pool:
            async with pool.episode(actor="M1"):
                waiting = [asyncio.create_task(play(pool)) for _ in range(4)]
                await asyncio.sleep(0)
                waiting[0].cancel()
                waiting[2].cancel()
            waiting[1].cancel()  # it has just been given the episode
            found = await asyncio.gather(*waiting, return_exceptions=True)
            assert found[3] is True
            assert [type(f) for f in found[:3]] == [asyncio.CancelledError] * 3
            with pytest.raises(ValueError, match="no Member"):
                await pool.episode(actor="nobody").__aenter__()
            assert await play(pool)

    asyncio.run(asyncio.wait_for(main(), 30))


def test_an_episode_of_a_worker_that_is_killed_is_lost_and_the_pool_goes_on(
    library: Environment,
) -> None:
    async def main() -> None:
        async with library.async_pool(2, processes=2) as pool:
            async with pool.episode(actor="M1") as one, pool.episode(actor="M1") as other:
                os.kill(pool.processes[0], signal.SIGKILL)
                with pytest.raises(EpisodesLost, match="SIGKILL"):
                    await one.call(*JOIN)
                assert await other.call(*JOIN)
                with pytest.raises(EpisodesLost, match="SIGKILL"):
                    await one.verify("")
            for _ in range(2):
                async with pool.episode(actor="M1") as episode:
                    assert await episode.call(*JOIN)

    asyncio.run(asyncio.wait_for(main(), 60))


def test_after_the_end_nothing_is_asked(library: Environment) -> None:
    async def main() -> None:
        pool = library.async_pool(1)
        async with pool.episode(actor="M1") as episode:
            with pytest.raises(ValueError, match="begun already"):
                await episode.__aenter__()
        with pytest.raises(ValueError, match="within its `async with`"):
            await episode.call(*JOIN)
        with pytest.raises(ValueError, match="no task"):
            pool.episode(task="retrun_it")
        pool.close()
        pool.close()
        with pytest.raises(ValueError, match="closed"):
            await pool.episode().__aenter__()

    asyncio.run(asyncio.wait_for(main(), 30))
