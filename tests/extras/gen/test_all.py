"""`awmc gen all`, from a line about a world to a proven spec, by a model that makes mistakes; killed at every step, and gone on with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.cli.conftest import Awmc, awmc  # noqa: F401  (a fixture)
from tests.extras.gen.author import LIBRARY, MISTAKES, SHOP, Author
from tests.scripted_model import Answer, Body, ScriptedModel, hangs_up

TOP = Path(__file__).parents[3]
WRAPPED = "Here is your environment. It has five tools:\n\n```python\nprint('hi')\n```\n\n```awm\n{}```\n\nI hope that helps!"


def arguments(url: str, author: Author, output: str = "worlds") -> list[str]:
    least = str(author.world.tools)
    return [
        *("gen", "all", "--scenario", author.world.line, "--tools", f"{least}-20"),
        *("--tasks", str(len(author.world.tasks)), "--price", "1/4/0.1"),
        *("--model", "scripted", "--base-url", url, "-o", output),
    ]


def report(name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(Path("worlds/reports", f"{name}.json").read_text("utf-8"))
    return found


def test_from_one_line_and_typical_mistakes_to_a_proven_spec(awmc: Awmc) -> None:  # noqa: F811
    author = Author(
        LIBRARY,
        slips=list(MISTAKES.values()),
        left_out=["task borrow_cheapest"],
        wrapped=WRAPPED,
        name="my_library",
    )
    with ScriptedModel(author) as model:
        ran = awmc(*arguments(model.url, author))
    assert ran.code == 0, ran.out + ran.err
    spec = "worlds/specs/tool_library.awm"
    assert awmc("lint", "--build", spec).code == 0
    assert awmc("test", spec, "--no-keep", "--jobs", "1").code == 0
    story = report("tool_library")
    assert story["ending"] == "clean"
    attempts, steps = story["attempts"], story["steps"]
    assert isinstance(attempts, list) and isinstance(steps, list)
    assert author.asked == ["tasks", "draft", *["repair"] * (len(attempts) - 1)]
    assert {"words around the spec were left out", "the environment was called my_library"} <= set(
        attempts[0]["notes"]
    )
    assert attempts[0]["fixes"] >= 1  # what the compiler mends itself is not asked for
    gone = {code for step in steps for code in step["gone"]}
    assert {"AWM203", "missing-task", "sharp"} <= gone
    assert all(step["kept"] for step in steps)
    assert sum(attempt["spent"]["dollars"] for attempt in attempts) == pytest.approx(
        story["spent"]["dollars"]  # type: ignore[index]
    )
    assert "1 of 1 spec clean (100.0%)" in ran.out
    assert "tool_library" in Path("worlds/report.html").read_text("utf-8")
    assert not list(Path("worlds/drafts").iterdir())


class Killer:
    """Kills a process when its n-th request comes, before it is answered."""

    def __init__(self, author: Author) -> None:
        self.author = author
        self.process: subprocess.Popen[str] | None = None
        self.answered: list[str] = []
        self.left = 0

    def __call__(self, body: Body) -> Answer:
        if self.left == 0 and self.process is not None:
            os.kill(self.process.pid, signal.SIGKILL)
            return hangs_up()
        self.left -= 1
        self.answered.append(json.dumps(body["messages"]))
        return self.author(body)


def start(killer: Killer, url: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "awmc", *arguments(url, killer.author)]
    environ = {**os.environ, "PYTHONPATH": str(TOP), "AWMC_NO_CACHE": "1"}
    return subprocess.Popen(command, cwd=folder, env=environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip


def test_killed_at_every_step_it_finishes_and_pays_for_no_answer_twice(tmp_path: Path) -> None:
    author = Author(SHOP, slips=SHOP.slips, left_out=["task bring_a_lamp"])
    killer = Killer(author)
    runs = 0
    with ScriptedModel(killer) as model:
        while True:
            killer.left = 1 if runs else 0  # one answer more than the run before, then the end
            killer.process = None
            process = start(killer, model.url, tmp_path)
            killer.process = process
            out, _ = process.communicate()
            runs += 1
            if process.returncode != -signal.SIGKILL:
                break
            assert runs < 12, out
    assert process.returncode == 0, out
    assert max(Counter(killer.answered).values()) == 1
    assert len(killer.answered) == runs - 1
    assert {json.dumps(body["messages"]) for body in model.requests} == set(killer.answered)
    spent = json.loads((tmp_path / "worlds/reports/repair_shop.json").read_text("utf-8"))["spent"]
    assert spent["usage"]["requests"] == len(killer.answered) - 1  # the tasks were asked before
    assert len((tmp_path / "worlds/answers.jsonl").read_text("utf-8").splitlines()) == runs - 1


def test_a_finished_folder_is_left_alone(awmc: Awmc) -> None:  # noqa: F811
    author = Author(SHOP)
    with ScriptedModel(author) as model:
        assert awmc(*arguments(model.url, author)).code == 0
        before = {p: p.stat().st_mtime_ns for p in Path("worlds/specs").iterdir()}
        asked = len(model.requests)
        again = awmc(*arguments(model.url, author))
    assert again.code == 0 and "1 spec of 1 finished before" in again.out
    assert len(model.requests) == asked
    assert before == {p: p.stat().st_mtime_ns for p in Path("worlds/specs").iterdir()}


def test_a_spec_that_never_gets_clean_is_quarantined_and_goes_on_with_a_greater_limit(
    awmc: Awmc,  # noqa: F811
) -> None:
    author = Author(SHOP, slips=SHOP.slips, lazy=True)
    with ScriptedModel(author) as model:
        ran = awmc(*arguments(model.url, author), "--attempts", "3")
        assert ran.code == 1
        assert "out of budget" in ran.out and "--attempts" in ran.out
        assert not Path("worlds/specs/repair_shop.awm").exists()
        assert "environment repair_shop" in Path("worlds/quarantine/repair_shop.awm").read_text()
        story = report("repair_shop")
        assert story["ending"] == "out of budget" and story["problems"]
        asked = len(model.requests)
        author.lazy = False
        assert awmc(*arguments(model.url, author), "--attempts", "9").code == 0
        assert len(model.requests) > asked
        assert len(set(map(json.dumps, model.requests))) == len(model.requests)
    assert Path("worlds/specs/repair_shop.awm").exists()
    assert not Path("worlds/quarantine/repair_shop.awm").exists()


def test_the_steps_one_by_one_with_a_person_between_them(awmc: Awmc) -> None:  # noqa: F811
    author = Author(SHOP)
    with ScriptedModel(author) as model:
        asked = ["--model", "scripted", "--base-url", model.url, "-o", "worlds"]
        none = awmc("gen", "tasks", *asked)
        assert none.code == 1 and "awmc gen scenarios" in none.err
        Path("seeds.txt").write_text(f"# worlds of ours\n{SHOP.line}\n")
        assert awmc("gen", "scenarios", "--seeds", "seeds.txt", "--count", "1", *asked).code == 0
        line = json.loads(Path("worlds/scenarios.jsonl").read_text())
        line |= {"name": "repair_shop", "description": "A shop that repairs bicycles, at night."}
        Path("worlds/scenarios.jsonl").write_text(json.dumps(line) + "\n")
        early = awmc("gen", "spec", *asked)
        assert early.code == 1 and "awmc gen tasks" in early.err
        assert awmc("gen", "tasks", "--count", str(len(SHOP.tasks)), *asked).code == 0
        strange = awmc("gen", "spec", "repair_shp", *asked)
        assert strange.code == 1 and "did you mean repair_shop?" in strange.err
        ran = awmc("gen", "spec", "repair_shop", "--tools", f"{SHOP.tools}-9", *asked)
        assert ran.code == 0, ran.out + ran.err
        assert all("at night" in str(body) for body in model.requests)
