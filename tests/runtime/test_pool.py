"""A pool gives what episodes give that are played alone, wherever they live, and survives what happens to its workers."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from drawn import CALLS, MEMBERS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import awmc
from awmc.runtime import Environment, Episode, EpisodesLost, Pool, Result, load
from awmc.runtime.judging.model import Verdict

GENERATED = sorted(path for path in Path("generated").iterdir() if path.is_dir())
NUMBERS = st.integers(0, 3)
STARTS = st.one_of(
    st.fixed_dictionaries({"actor": MEMBERS.filter(lambda member: member != "M4")}),
    st.sampled_from(["return_it", "reopened", None]),
)
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("step"), NUMBERS, CALLS),
        st.tuples(st.just("reset"), NUMBERS, STARTS),
        st.tuples(st.just("verify"), NUMBERS, st.sampled_from(["", "0.50", None])),
    ),
    max_size=24,
)


@pytest.fixture(scope="module", params=[0, 2], ids=["here", "two workers"])
def pool(request: pytest.FixtureRequest, library: Environment) -> Iterator[Pool]:
    with library.pool(4, processes=request.param) as pool:
        yield pool


@pytest.fixture
def workers(library: Environment) -> Iterator[Pool]:
    with library.pool(4, processes=2, record=True) as pool:
        pool.reset([(number, {"actor": "M1"}) for number in range(4)])
        yield pool


def seen(found: Any) -> Any:
    return found.as_json() if isinstance(found, Verdict) else found.text


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_any_interleaving_gives_what_each_episode_gives_alone(
    library: Environment, pool: Pool, moves: list[Any]
) -> None:
    pool.reset([(number, None) for number in range(4)])
    alone = {number: library.episode() for number in range(4)}
    batch: list[Any] = []
    expected: list[str] = []
    for kind, number, item in [*moves, ("end", 0, None)]:
        if kind == "step":
            name, arguments, side = item
            batch.append((number, name, arguments, side))
            expected.append(alone[number].call(name, arguments, side=side).text)
            continue
        assert [result.text for result in pool.step(batch)] == expected
        batch, expected = [], []
        if kind == "reset":
            pool.reset([(number, item)])
            alone.pop(number).close()
            start = item if isinstance(item, dict) else {"task": item}
            alone[number] = library.episode(**start)
        elif kind == "verify":
            (verdict,) = pool.verify([(number, item)])
            assert verdict == alone[number].verify(item)
    for episode in alone.values():
        episode.close()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    calls=st.lists(st.tuples(st.integers(0, 2), CALLS), max_size=8),
    wrong=st.sampled_from([(3, "tidy", {}), (5, "tidy", {}), (0, "tidy", {}, "nobody")]),
    place=st.integers(0, 8),
    answers=st.booleans(),
)
def test_of_a_batch_with_a_mistake_nothing_is_played(
    library: Environment, calls: list[Any], wrong: Any, place: int, answers: bool
) -> None:
    starts = [(number, {"actor": "M1"}) for number in range(3)]
    batch = [(number, *call) for number, call in calls]
    with library.pool(4, record=True) as pool:
        pool.reset(starts)
        with pytest.raises(ValueError, match=r"has not begun|no episode|a side is"):
            pool.step([*batch[:place], wrong, *batch[place:]])
        if answers:
            with pytest.raises(ValueError, match="has not begun"):
                pool.verify([(0, ""), (3, "")])
        assert pool.trajectories(range(3)) == [()] * 3
        played = pool.step(batch)
        pool.reset(starts)
        assert [seen(result) for result in pool.step(batch)] == [seen(one) for one in played]


BREAKS = """
from awmc.runtime import DatabaseError
from awmc.runtime.episode import Episode

call = Episode.call
def broken(self, name, arguments=None, *, side="agent"):
    if name == "tidy":
        raise DatabaseError("SQLite has given up the episode")
    return call(self, name, arguments, side=side)
Episode.call = broken

def double(n): return 2 * n
"""


@pytest.mark.parametrize("processes", [0, 2])
def test_an_episode_that_sqlite_gives_up_takes_no_results_of_others_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    monkeypatch.setattr(Episode, "call", Episode.call)  # what is loaded below breaks it
    shutil.copytree(Path(__file__).parent / "library", tmp_path / "library")
    (tmp_path / "library/externs/geo.py").write_text(BREAKS)
    join = ("join", {"id": "X", "name": "x"})
    with (
        load(tmp_path / "library", allow_extern=True) as env,
        env.pool(4, processes=processes) as pool,
    ):
        pool.reset([(number, {"actor": "M1"}) for number in range(4)])
        with pytest.raises(EpisodesLost, match=r"given up the episode; lost: episode 2$") as lost:
            pool.step([(0, *join), (2, *join), (2, "tidy", {}, "user"), (1, *join), (2, *join)])
        kept = [isinstance(reply, Result) and reply.ok for reply in lost.value.replies]
        assert (lost.value.numbers, kept) == ((2,), [True, True, False, True, False])
        with pytest.raises(ValueError, match="no Member"):
            pool.reset([(2, {"actor": "nobody"})])
        with pytest.raises(EpisodesLost, match=r"given up the episode; lost: episode 2$") as lost:
            pool.verify([(2, ""), (3, "")])
        assert [reply is None for reply in lost.value.replies] == [True, False]
        pool.reset([(2, {"actor": "M1"})])
        (again, twice) = pool.step([(2, *join), (0, *join)])
        assert again.ok and not twice.ok


@pytest.mark.parametrize("folder", GENERATED, ids=lambda path: path.name)
def test_every_solution_gives_in_a_worker_what_it_gives_here(folder: Path) -> None:
    with load(folder) as env, env.pool(len(env.tasks()), processes=1) as pool:
        tasks = list(enumerate(env.tasks()))
        pool.reset([(number, task["id"]) for number, task in tasks])
        calls = [
            (number, call["tool"], call["arguments"], call["side"])
            for number, task in tasks
            for call in task["solution"]
        ]
        results = iter(pool.step(calls))
        verdicts = iter(pool.verify([(number, "") for number, _ in tasks]))
        for _, task in tasks:
            with env.episode(task=task["id"]) as alone:
                for call in task["solution"]:
                    text = alone.call(call["tool"], call["arguments"], side=call["side"]).text
                    assert next(results).text == text
                assert next(verdicts) == alone.verify("")


def test_a_spec_that_is_compiled_in_memory_has_workers_too() -> None:
    with awmc.load("tests/language/auto_keys.awm") as env, env.pool(1, processes=1) as pool:
        pool.reset([(0, None)])
        assert pool.step([(0, env.tools()[0]["name"], {})])[0].text == (
            env.episode().call(env.tools()[0]["name"], {}).text
        )


def test_a_thousand_episodes_live_at_once_and_leave_nothing() -> None:
    files = Path("/proc/self/fd")
    before = len(list(files.iterdir())) if files.exists() else 0
    with load("generated/library") as env:
        with env.pool(1024, processes=2) as pool:
            workers = pool.processes
            pool.reset([(number, {"actor": "M0122"}) for number in range(1024)])
            pool.step([(0, "reserve", {"book_id": "B001"})])
            results = pool.step([(number, "my_loans", {}) for number in range(1024)])
            assert len({result.text for result in results}) == 1
        assert len(workers) == 2
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)
    assert not files.exists() or len(list(files.iterdir())) <= before


def test_a_worker_that_is_killed_loses_its_own_episodes_only(workers: Pool) -> None:
    moved = workers.step([(number, "join", {"id": "X", "name": "x"}) for number in range(4)])
    os.kill(workers.processes[0], signal.SIGKILL)
    for _ in range(2):
        with pytest.raises(EpisodesLost, match=r"killed by SIGKILL; lost: episode 0, 2$") as lost:
            workers.step([(number, "tidy", {}, "user") for number in range(4)])
        assert lost.value.numbers == (0, 2)
        assert [reply is None for reply in lost.value.replies] == [True, False, True, False]
    with pytest.raises(EpisodesLost):
        workers.verify([(2, "")])
    workers.reset([(0, {"actor": "M1"})])
    again = workers.step([(0, "join", {"id": "X", "name": "x"}), (1, "tidy", {}, "user")])
    assert again[0].text == moved[0].text
    assert len(workers.trajectories([1])[0]) == 4 and len(workers.trajectories([0])[0]) == 1


def test_what_cannot_cross_between_processes_is_no_right_argument(workers: Pool) -> None:
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    wrong = [deep, {"id": deep}, lambda: None, {"id": object()}, "text", 3, b"x", {"id": "\ud800"}]
    for result in workers.step([(0, "join", value) for value in wrong]):
        assert result.error is not None and result.error["code"] == "invalid_arguments"
    assert workers.step([(1, deep, {})])[0].error["code"] == "unknown_tool"
    assert workers.verify([(0, deep), (1, lambda: None)])


def test_a_class_that_only_this_process_has_loses_no_worker(
    workers: Pool, library: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = sys.modules["__main__"]
    own = type("Own", (dict,), {"__module__": "__main__"})
    monkeypatch.setattr(main, "Own", own, raising=False)
    with library.episode(actor="M1") as alone:
        for arguments in ({"id": "X", "name": "x"}, {"id": own()}, {}):
            (result,) = workers.step([(0, "join", own(arguments))])
            assert result.text == alone.call("join", own(arguments)).text
    assert workers.verify([(0, own())]) and workers.step([(2, "tidy", {}, "user")])[0].ok


def test_a_file_of_the_working_folder_is_not_taken_for_a_module(
    library: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    with library.pool(1, processes=1) as pool:
        pool.reset([(0, None)])


@pytest.mark.parametrize("processes", [0, 1])
def test_a_pool_goes_on_when_its_environment_is_closed(processes: int) -> None:
    rewards = []
    for closes in (False, True):
        with load("generated/library") as env:
            pool = env.pool(1, processes=processes)
            for task in env.tasks()[:4]:
                pool.reset([(0, task["id"])])
                pool.verify([(0, "")])
            if closes:
                env.close()
            with pool:
                for task in env.tasks():
                    pool.reset([(0, task["id"])])
                    pool.step([(0, c["tool"], c["arguments"], c["side"]) for c in task["solution"]])
                    rewards.append(pool.verify([(0, "")])[0])
    half = len(rewards) // 2
    assert rewards[:half] == rewards[half:]


def test_what_is_broken_is_begun_anew(
    library: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with library.pool(1) as pool:
        pool.reset([(0, "reopened")])
        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
            patched.setattr(type(library.openings), "make", interrupted)
            pool.reset([(0, {"actor": "M1"})])
        for _ in range(2):
            pool.reset([(0, {"actor": "M1"})])
            assert pool.step([(0, "join", {"id": "X", "name": "x"})])[0].ok


def test_a_wrong_use_is_told_and_touches_nothing(library: Environment, pool: Pool) -> None:
    pool.reset([(0, {"actor": "M1"}), (1, {"actor": "M1"})])
    pool.step([(0, "tidy", {}, "user")])
    numbers: list[Any] = [4, -1, 1.0, "1", None]
    starts = [(0, "retrun_it"), (0, {"task": "no"}), (0, {"tsak": "return_it"})]
    for wrong in (*starts, *((number, None) for number in numbers)):
        with pytest.raises(ValueError, match=r"no task|a start has|no episode"):
            pool.reset([(1, None), wrong])
    other: Any = "assistant"
    with pytest.raises(ValueError, match="a side is"):
        pool.step([(1, "no_such_tool", {}, other)])
    assert pool.step([(0, "tidy", {}, "user"), (1, "tidy", {}, "user")])
    with pytest.raises(ValueError, match="no Member"):
        pool.reset([(0, {"actor": "nobody"})])
    with pytest.raises(ValueError, match="at least one episode"):
        library.pool(0)
    fresh = library.pool(2)
    with fresh, pytest.raises(ValueError, match="episode 1 has not begun"):
        fresh.step([(1, "tidy", {})])
    with pytest.raises(ValueError, match="closed"):
        fresh.step([(1, "tidy", {})])
    with Environment(library.definition) as made, pytest.raises(ValueError, match="Definition"):
        made.pool(1, processes=1)


def test_no_worker_outlives_a_process_that_is_killed() -> None:
    text = """
from awmc.runtime import load
pool = load("generated/library").pool(2, processes=2)
pool.reset([(0, None), (1, None)])
print(*pool.processes, flush=True)
input()
"""
    command = [sys.executable, "-c", text]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as trainer:
        assert trainer.stdout is not None
        workers = [int(pid) for pid in trainer.stdout.readline().split()]
        trainer.kill()
    assert len(workers) == 2
    assert any(gone(workers) or time.sleep(0.05) for _ in range(600))


def gone(processes: list[int]) -> bool:
    """Whether none of these is there any more, those aside that only wait to be reaped."""
    for process in processes:
        try:
            os.kill(process, 0)
            state = Path(f"/proc/{process}/stat")
            if not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] != "Z":
                return False
        except OSError:
            continue
    return True


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_copy_cannot_disturb_the_workers(workers: Pool) -> None:
    child = os.fork()
    if child == 0:
        try:
            workers.step([(0, "tidy", {}, "user")])
        except RuntimeError:
            workers.close()
            os._exit(0)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    assert workers.step([(0, "join", {"id": "X", "name": "x"})])[0].ok is not None
    assert len(workers.trajectories([0])[0]) == 1
