"""The steps of `awmc gen` from Python, without the command line."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from awmc.endpoint.model import Endpoint
from awmc.synth import steps
from awmc.synth.seeds import scenario_of
from awmc.synth.session import session
from tests.extras.gen.author import SHOP, Author
from tests.scripted_model import ScriptedModel


def test_a_program_has_specs_written_and_is_told_what_comes_of_them(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    told: list[tuple[str, bool]] = []

    def tell(line: str, *, warning: bool = False) -> None:
        told.append((line, warning))

    async def work(url: str) -> steps.Batch:
        endpoint = Endpoint("scripted", url)
        async with session(tmp_path / "worlds", endpoint, tell=tell) as run:
            world = steps.add_scenario(run, scenario_of(SHOP.line))
            await steps.find_tasks(run, [world], len(SHOP.tasks))
            jobs = steps.jobs_for(run, [world.name], (SHOP.tools, 9))
            return await steps.write_specs(run, jobs, 1)

    with ScriptedModel(Author(SHOP, slips=SHOP.slips[:1])) as model:
        batch = asyncio.run(work(model.url))
    assert batch.left == ()
    assert [(one.name, one.clean) for one in batch.reports] == [(SHOP.name, True)]
    spec = tmp_path / "worlds" / "specs" / f"{SHOP.name}.awm"
    assert f"environment {SHOP.name}" in spec.read_text("utf-8")
    assert [line.split(": ")[:2] for line, _ in told[:3]] == [
        [SHOP.name, f"{len(SHOP.tasks)} tasks"],
        [SHOP.name, "draft"],
        [SHOP.name, "repair"],
    ]
    assert not any(warning for _, warning in told)
    assert capfd.readouterr() == ("", "")


def test_lines_of_the_journal_that_are_no_answers_are_told(tmp_path: Path) -> None:
    (tmp_path / "answers.jsonl").write_text('{"digest": "x"}\n{"dig')
    told: list[tuple[str, bool]] = []

    async def work() -> None:
        def tell(line: str, *, warning: bool = False) -> None:
            told.append((line, warning))

        async with session(tmp_path, Endpoint("scripted", "http://127.0.0.1:9/v1"), tell=tell):
            pass

    asyncio.run(work())
    journal = tmp_path / "answers.jsonl"
    assert told == [(f"{journal}: 2 lines passed over, which hold no answer", True)]


def test_a_step_without_what_it_needs_says_what_to_do(tmp_path: Path) -> None:
    async def work() -> None:
        async with session(tmp_path, Endpoint("scripted", "http://127.0.0.1:9/v1")) as run:
            steps.jobs_for(run, [], (1, 2))

    with pytest.raises(steps.StepError, match="has no scenarios: run `awmc gen scenarios` first"):
        asyncio.run(work())
