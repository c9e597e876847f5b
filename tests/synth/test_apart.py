"""Limits hold, nothing is left running, and an examination is always given."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from awmc.config import ConfigError
from awmc.prove.run import Options as Depth
from awmc.synth.apart import Examiner
from awmc.synth.examine import Options
from awmc.synth.problems import Wanted
from awmc.synth.worker import Died, Limits, TooSlow, Worker, say
from tests.synth.specs import NEW, UNPROVEN, broken, gain_two, points

posix = pytest.mark.skipif(os.name != "posix", reason="groups of processes and limits")
linux = pytest.mark.skipif(sys.platform != "linux", reason="limits of memory")
NOWHERE = Path("nowhere", "shop.awm")


# What runs in other processes


def _double(number: int) -> int:
    return 2 * number


def _busy_with_child() -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    say((os.getpid(), child.pid))
    while True:
        pass


def _gives_a_function() -> Callable[[], int]:
    return lambda: 1


def _greedy() -> int:
    return len(bytearray(4_000_000_000))


async def apart(function: Callable[..., Any], *args: Any, **limits: Any) -> Any:
    """What a function gives, from a process of its own."""
    worker = Worker()
    try:
        return await worker.run(function, *args, limits=Limits(**limits))
    finally:
        worker.end()


def _is_gone(pid: int) -> bool:
    """Whether a process has ended, or ends soon."""
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").exists():
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            if state == "Z":
                return True
        time.sleep(0.05)
    return False


def test_a_function_gives_what_it_gives_raises_what_it_raises_and_may_die() -> None:
    async def work(worker: Worker) -> None:
        assert await worker.run(_double, 21, limits=Limits()) == 42
        with pytest.raises(ValueError, match="invalid literal"):
            await worker.run(int, "x", limits=Limits())
        with pytest.raises(TypeError, match="cannot be sent"):
            await worker.run(_gives_a_function, limits=Limits())
        with pytest.raises(Died, match="ended with 3"):
            await worker.run(os._exit, 3, limits=Limits())

    worker = Worker()
    try:
        asyncio.run(work(worker))
    finally:
        worker.end()


@linux
def test_memory_is_limited() -> None:
    with pytest.raises(MemoryError):
        asyncio.run(apart(_greedy, memory=1_000_000_000))


@posix
def test_at_the_time_limit_the_process_and_its_children_are_gone() -> None:
    with pytest.raises(TooSlow) as slow:
        asyncio.run(apart(_busy_with_child, seconds=1))
    assert all(map(_is_gone, slow.value.said))


async def _until_it_says(path: Path) -> None:
    while not path.exists() or not path.read_text().endswith("\n"):
        await asyncio.sleep(0.02)


def _busy_and_noted(path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    path.write_text(f"{os.getpid()} {child.pid}\n")
    while True:
        pass


@posix
def test_a_cancelled_call_leaves_nothing_running(tmp_path: Path) -> None:
    noted = tmp_path / "pids"

    async def cancelled() -> None:
        task = asyncio.create_task(apart(_busy_and_noted, noted))
        await _until_it_says(noted)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert all(_is_gone(int(pid)) for pid in noted.read_text().split())


_RUN = """
import asyncio, sys
from pathlib import Path
from tests.synth.test_apart import _busy_and_noted, apart
if __name__ == "__main__":
    asyncio.run(apart(_busy_and_noted, Path(sys.argv[1])))
"""


@posix
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupt_or_a_kill_leaves_nothing_running(how: int, tmp_path: Path) -> None:
    script, noted = tmp_path / "run.py", tmp_path / "pids"
    script.write_text(_RUN)
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    command = [sys.executable, str(script), str(noted)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as run:
        asyncio.run(_until_it_says(noted))
        run.send_signal(how)
    assert all(_is_gone(int(pid)) for pid in noted.read_text().split())


# Examinations


def examined(
    work: Callable[[Examiner], Awaitable[Any]], options: Options = UNPROVEN, **limits: Any
) -> Any:
    """What comes of work with an examiner."""

    async def run() -> Any:
        async with Examiner(1, options, **limits) as examiner:
            return await work(examiner)

    return asyncio.run(run())


def test_one_process_examines_many_texts_and_one_text_once() -> None:
    async def work(examiner: Examiner) -> None:
        first = await examiner(NEW, NOWHERE)
        (worker,) = examiner._idle
        second = await examiner(broken(("set repair", "repair")), NOWHERE, Wanted())
        assert (first.stage, second.stage) == ("clean", "syntax")
        assert await examiner(NEW, NOWHERE) is first
        wished = await examiner(NEW, NOWHERE, Wanted(tasks=("other",)))
        assert wished.stage == "wishes"
        assert examiner._idle == [worker] and worker.uses == 3

    examined(work)


def test_settings_that_cannot_be_used_are_the_users_to_mend(tmp_path: Path) -> None:
    (tmp_path / "awmc.toml").write_text("nonsense = 1\n")
    with pytest.raises(ConfigError, match="nonsense"):
        examined(lambda examiner: examiner(NEW, tmp_path / "shop.awm"))


ENDLESS = """
tool count_all() "Count and count, for all members" {
  let n = sum(a * b * c for a in range(9000) for b in range(9000) for c in range(900))
  return { n }
}
"""


@posix
def test_a_proof_that_never_ends_is_a_problem_that_says_where(tmp_path: Path) -> None:
    (tmp_path / "awmc.toml").write_text('[lint]\nignore = ["all"]\n')
    text = points(gain_two(""), ENDLESS)

    async def work(examiner: Examiner) -> None:
        found = await examiner(text, tmp_path / "points.awm")
        assert found.stage == "proof" and not examiner._idle
        (problem,) = found.problems
        assert problem.code == "too-slow"
        assert "awmc test of the tools takes more than 2 seconds" in problem.message
        assert found.facts.tools == 4, "what was known by then is kept"
        assert "tool count_all" in found.text
        assert (await examiner(NEW, NOWHERE)).clean, "and the next text finds a process"

    examined(work, Options(depth=Depth(examples=40, search=40)), seconds=2)


@linux
def test_too_little_memory_is_a_problem() -> None:
    async def work(examiner: Examiner) -> None:
        text = broken(("name: text(1..80)", "name: text"))
        name = "x" * 400
        text += f'data Customer for i in range(60000) {{ id: "X{{i}}", name: "{{i}}{name}" }}\n'
        assert [problem.code for problem in (await examiner(text, NOWHERE)).problems] == ["too-big"]
        assert (await examiner(NEW, NOWHERE)).clean

    examined(work, memory=160_000_000)


def test_many_at_once_are_no_more_than_may_be() -> None:
    async def work(examiner: Examiner) -> None:
        texts = [f"{NEW}# {number}\n" for number in range(4)]
        found = await asyncio.gather(*(examiner(text, NOWHERE) for text in texts))
        assert all(one.clean for one in found)
        assert len(examiner._idle) == 1

    examined(work)
