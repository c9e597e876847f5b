"""Many episodes at once: nothing leaks between them, there are never too many, and those that nobody uses end."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import anyio
import anyio.lowlevel
import pytest
from hosting import GENERATED, hosting, message
from httpx2 import AsyncClient
from mcp.client import Client
from serving import TOKEN

from awmc import runtime
from awmc.runtime.environment import Environment
from awmc.serve.hosted import Hosted
from awmc.serve.limits import Bucket, Limits
from awmc.serve.refusals import Refusal
from awmc.serve.registry import Registry
from awmc.serve.start import Start
from awmc.serve.workers import Workers

EPISODES = 200


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def library() -> Iterator[Environment]:
    with runtime.load(GENERATED / "library") as environment:
        yield environment


# Isolation


def data(connection: sqlite3.Connection) -> list[str]:
    return list(connection.iterdump())


def marked(number: int) -> tuple[str, dict[str, Any]]:
    """A call that leaves a mark of its own in an episode's data."""
    return "update_profile", {"phone": f"+1 555 {number:04}"}


def test_nothing_leaks_between_200_episodes_at_once() -> None:
    with hosting("library") as served:
        environment = served.registry.environments["library"]
        tasks = [environment.tasks()[n % len(environment.tasks())] for n in range(EPISODES)]
        begun: dict[int, dict[str, Any]] = {}

        async def play(client: AsyncClient, number: int) -> None:
            head = {"Authorization": f"Bearer {TOKEN}"}
            start = {"task": tasks[number]["id"]}
            made = await client.post("/envs/library/episodes", json=start, headers=head)
            begun[number] = made.json()
            calls = [(call["tool"], call["arguments"]) for call in tasks[number]["solution"]]
            for tool, arguments in (marked(number), *calls):
                body, head = message(tool, **arguments)
                done = await client.post(begun[number]["mcp"], content=body, headers=head)
                assert "structuredContent" in done.json()["result"]

        async def play_all() -> None:
            async with (
                AsyncClient(base_url=served.address, timeout=None) as client,
                anyio.create_task_group() as group,
            ):
                for number in range(EPISODES):
                    group.start_soon(play, client, number)

        anyio.run(play_all)
        assert served.get("/stats")["environments"]["library"]["episodes_live"] == EPISODES
        for number, task in enumerate(tasks):
            hosted = served.registry.find("library", begun[number]["id"]).episode
            with environment.episode(task=task["id"]) as own:
                own.call(*marked(number))
                for call in task["solution"]:
                    own.call(call["tool"], call["arguments"])
                assert data(hosted.connection) == data(own.connection), task["id"]
                assert hosted.changes() == own.changes() and hosted.calls == own.calls


# How many


def test_of_10_000_episodes_at_once_as_many_begin_as_may(library: Environment) -> None:
    registry = Registry([library], Limits(episodes=64))
    outcomes: Counter[str] = Counter()

    async def begin() -> None:
        try:
            await registry.open("library", Start())
            outcomes["begun"] += 1
        except Refusal as refusal:
            assert refusal.status == 503 and refusal.headers["Retry-After"]
            outcomes[refusal.code] += 1

    async def all_at_once() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(10_000):
                group.start_soon(begin)
        await registry.close(registry.episodes("library")[0])
        await begin()
        await registry.close_all()

    anyio.run(all_at_once)
    assert outcomes == {"begun": 65, "too_many_episodes": 9_936}
    assert registry.stats()["episodes_live"] == 0


def test_a_start_that_fails_takes_no_room(library: Environment) -> None:
    registry = Registry([library], Limits(episodes=1))

    async def begin() -> None:
        for _ in range(5):
            with pytest.raises(Refusal, match="no task"):
                await registry.open("library", Start(task="none"))
        await registry.open("library", Start())
        await registry.close_all()

    anyio.run(begin)


def test_a_full_server_says_so() -> None:
    with hosting("sorting_game", limits=Limits(episodes=1)) as served:
        begun = served.begin("sorting_game")
        accept = {"Accept": "application/json, text/event-stream"}
        for path in ("/envs/sorting_game/episodes", "/mcp"):
            status, value, head = served.ask("POST", path, headers=accept)
            assert status == 503 and head["retry-after"] == "1"
            assert "1 live episodes" in value["error"]["message"]
        assert served.ask("DELETE", begun["url"])[0] == 204
        served.begin("sorting_game")


def test_an_episode_takes_so_many_requests_a_second() -> None:
    clock = Clock()
    with hosting("sorting_game", limits=Limits(calls_per_second=2), clock=clock) as served:
        begun, other = served.begin("sorting_game"), served.begin("sorting_game")
        seen = [served.ask("POST", begun["mcp"])[0] for _ in range(6)]
        assert seen == [406] * 4 + [429] * 2
        _, value, head = served.ask("POST", begun["mcp"])
        assert head["retry-after"] == "1" and value["error"]["data"]["code"] == "too_many_requests"
        assert served.ask("POST", other["mcp"])[0] == 406
        clock.now += 0.5
        assert [served.ask("POST", begun["mcp"])[0] for _ in range(2)] == [406, 429]


def test_a_bucket_never_holds_more_than_its_size() -> None:
    bucket = Bucket(0.5, now=0)
    assert [bucket.wait(t) for t in (0, 0, 1, 2, 1000, 1000)] == [0, 2, 1, 0, 0, 2]


def test_an_episode_that_holds_too_much_takes_no_more_calls(library: Environment) -> None:
    registry = Registry([library], Limits(episode_bytes=2_000))

    async def call() -> int:
        hosted = await registry.open("library", Start())
        with pytest.raises(Refusal, match="2000 bytes"):
            for _ in range(1000):
                await hosted.call("my_profile", {}, "agent", 50)
        calls = hosted.episode.calls
        await registry.close_all()
        return calls

    assert 2 <= anyio.run(call) < 20


def test_calls_at_once_leave_no_more_than_calls_in_turn(library: Environment) -> None:
    registry = Registry([library], Limits(episode_bytes=2_000))

    async def call(hosted: Hosted) -> None:
        with suppress(Refusal):
            await hosted.call("my_profile", {}, "agent", 1)

    async def call_at_once() -> list[int]:
        hosted = await registry.open("library", Start())
        async with anyio.create_task_group() as group:
            for _ in range(100):
                group.start_soon(call, hosted)
        await registry.close_all()
        return [len(step.result.text) for step in hosted.episode.trajectory]

    left = anyio.run(call_at_once)
    assert len(left) > 1 and sum(left[:-1]) < 2_000


def test_an_episode_that_is_lost_says_so(library: Environment) -> None:
    registry = Registry([library], Limits())

    async def lose() -> None:
        hosted = await registry.open("library", Start())
        hosted.episode.close()  # as where SQLite gives up, for want of memory
        for work in (
            hosted.call("my_profile", {}, "agent", 0),
            hosted.run(lambda e: e.rows("Book")),
        ):
            with pytest.raises(Refusal, match="is lost; begin another") as refused:
                await work
            assert refused.value.status == 503
        await registry.close(hosted)
        assert not (
            await (await registry.open("library", Start())).call("my_profile", {}, "agent", 0)
        ).error
        await registry.close_all()

    anyio.run(lose)


def test_work_that_has_begun_is_waited_for_where_its_task_is_cancelled() -> None:
    began, may_end = threading.Event(), threading.Event()
    workers = Workers(1)
    ended = []

    def work() -> None:
        began.set()
        assert may_end.wait(30)
        ended.append(True)

    async def cancel() -> None:
        task = asyncio.create_task(workers.run(work))
        while not began.is_set():
            await asyncio.sleep(0)
        for _ in range(3):
            task.cancel()
            await asyncio.sleep(0)
            assert not task.done()
        may_end.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert ended == [True]
        with pytest.raises(ZeroDivisionError):
            await workers.run(lambda: 1 // 0)
        workers.close()

    asyncio.run(cancel())


def test_each_work_gives_its_own_result_be_it_quick_or_slow() -> None:
    """Quick work is waited for on the spot, slow work is not, and many come at once."""
    workers, rest = Workers(3), threading.Event()

    def work(number: int) -> int:
        if number % 3 == 0:
            rest.wait(0.002)
        if number % 5 == 0:
            raise ValueError(number)
        return number

    async def ask(number: int) -> int:
        try:
            return await workers.run(lambda: work(number))
        except ValueError as error:
            return -int(error.args[0])

    async def play() -> None:
        in_turn = [await ask(number) for number in range(60)]
        at_once = await asyncio.gather(*map(ask, range(60)))
        assert in_turn == at_once == [n if n % 5 else -n for n in range(60)]
        workers.close()

    asyncio.run(play())


# Expiry


def test_idle_episodes_end_and_busy_ones_do_not(library: Environment) -> None:
    clock = Clock()
    registry = Registry([library], Limits(idle_seconds=60), clock)

    async def expire() -> None:
        idle, used, busy = [await registry.open("library", Start()) for _ in range(3)]
        clock.now += 50
        used.admit(clock())
        assert await registry.expire() == []
        clock.now += 20
        opened = threading.Event()
        async with anyio.create_task_group() as group:
            group.start_soon(busy.run, lambda episode: opened.wait(30))
            await anyio.lowlevel.checkpoint()
            assert await registry.expire() == [idle]
            opened.set()
        assert registry.episodes("library") == [used, busy]
        with pytest.raises(Refusal, match="no such episode"):
            await idle.call("my_profile", {}, "agent", 0)
        clock.now += 100
        assert await registry.expire() == [used, busy]

    anyio.run(expire)
    stats = registry.stats()
    assert (stats["episodes_created"], stats["episodes_expired"], stats["episodes_closed"]) == (
        3,
        3,
        0,
    )
    assert stats["uptime_seconds"] == 170


def test_a_session_ends_with_its_episode() -> None:
    clock = Clock()
    with hosting("sorting_game", limits=Limits(idle_seconds=0.02), clock=clock) as served:

        async def outlive() -> None:
            async with Client(f"{served.address}/mcp", mode="legacy") as client:
                await client.list_tools()
                clock.now += 1
                while served.get("/stats")["episodes_expired"] == 0:
                    await anyio.sleep(0.005)
                with pytest.raises(Exception, match="no such episode"):
                    await client.list_tools()

        anyio.run(outlive)
        assert served.get("/stats")["episodes_live"] == 0


def test_stats_count_each_environment() -> None:
    with hosting("sorting_game", "library") as served:
        begun = served.begin("library")
        for tool in ("my_profile", "none"):
            served.ask("POST", f"{begun['url']}/call", {"tool": tool})
        served.ask("POST", f"{begun['url']}/verify")
        stats = served.get("/stats")
        assert stats["environments"]["library"] == {
            "episodes_live": 1,
            "episodes_created": 1,
            "episodes_closed": 0,
            "episodes_expired": 0,
            "calls": 2,
            "call_errors": 1,
            "verdicts": 1,
        }
        assert set(stats["environments"]["sorting_game"].values()) == {0}
        assert stats["calls"] == 2 and stats["episodes_allowed"] == 1024
