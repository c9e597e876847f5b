"""`awmc gen` called wrongly, and at endpoints that do not do well: a message that says what to do, and nothing is lost."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from awmc.synth.folder import Folder
from tests.cli.conftest import Awmc, awmc  # noqa: F401  (a fixture)
from tests.extras.gen.author import SHOP, Author
from tests.scripted_model import Answer, Body, Script, ScriptedModel, fails, raw, says

LINE = ("gen", "all", "--scenario", SHOP.line, "--model", "scripted", "-o", "worlds")


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    yield


WRONG = {
    "no key": ((), "set OPENAI_API_KEY, or give the --base-url of a local endpoint"),
    "a limit of money without a price": (("--dollars", "1"), "needs the --price"),
    "a price that is none": (("--price", "cheap"), "'cheap' is no price"),
    "no range": (("--tools", "35-20"), "is no range: write it as 20-35"),
    "seeds without a count": (("--seeds", "seeds.txt"), "say what to make"),
    "prompts that are not there": (("--prompts", "mine"), "there is no folder of prompts mine"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_call_is_told_before_anything_is_asked_or_written(awmc: Awmc, kind: str) -> None:  # noqa: F811
    options, told = WRONG[kind]
    with ScriptedModel([says("")]) as model:
        where = () if kind == "no key" else ("--base-url", model.url)
        ran = awmc(*LINE, *where, *options)
        assert ran.code in (1, 2) and told in ran.err
        assert not model.requests
    assert "Traceback" not in ran.err


def test_one_prompt_of_ones_own_takes_the_place_of_awmcs(awmc: Awmc) -> None:  # noqa: F811
    Path("mine").mkdir()
    own = Path("mine/tasks.md.jinja")
    own.write_text("<!-- user -->\nName {{ count }} errands in {{ scenario.name }}, as JSON.\n")
    said = json.dumps({"name": "cancel_waiting", "kind": "change", "description": "Cancel it."})
    with ScriptedModel([says(said), fails(401)]) as model:
        awmc(*LINE, "--prompts", "mine", "--base-url", model.url, "--tasks", "1")
        assert model.requests[0]["messages"] == [
            {"role": "user", "content": "Name 1 errands in repair_shop, as JSON.\n"}
        ]
        own.write_text("<!-- user -->\n\n{{ customer.name }}")
        broken = awmc(*LINE[:-1], "others", "--prompts", "mine", "--base-url", model.url)
        assert broken.code == 1 and "mine/tasks.md.jinja" in broken.err
        assert "'customer' is undefined" in broken.err
        own.rename("mine/task.md.jinja")
        strange = awmc(*LINE, "--prompts", "mine", "--base-url", model.url)
        assert strange.code == 1 and "replaces no prompt" in strange.err


ENDPOINTS: dict[str, tuple[Script, str]] = {
    "a wrong key": ([fails(401)], "set OPENAI_API_KEY to one that it takes"),
    "no such model": ([fails(404)], "has no model scripted"),
    "HTML": ([raw("<html>Welcome!</html>")], "is it an OpenAI-compatible endpoint"),
}


@pytest.mark.parametrize("kind", ENDPOINTS)
def test_an_endpoint_that_is_of_no_use_ends_the_run_in_words(awmc: Awmc, kind: str) -> None:  # noqa: F811
    script, told = ENDPOINTS[kind]
    with ScriptedModel(script) as model:
        ran = awmc(*LINE, "--base-url", model.url, "--retries", "0")
    assert ran.code == 1 and told in ran.err
    assert "the same command goes on with what is in worlds" in ran.err
    assert "Traceback" not in ran.err


def test_an_endpoint_that_is_down_is_told(awmc: Awmc) -> None:  # noqa: F811
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        ran = awmc(*LINE, "--base-url", url, "--retries", "0")
    assert ran.code == 1 and "is it running, and is the address right?" in ran.err


def test_an_endpoint_that_fails_in_the_middle_loses_nothing(awmc: Awmc) -> None:  # noqa: F811
    author = Author(SHOP)
    gone = [False]

    def script(body: Body) -> Answer:
        gone[0] = gone[0] or (not author.asked.count("draft") and bool(author.asked))
        return fails(402, "insufficient_quota") if gone[0] else author(body)

    options = ("--tools", "3-9", "--tasks", "3")
    with ScriptedModel(script) as model:
        ran = awmc(*LINE, *options, "--base-url", model.url, "--retries", "0")
        assert ran.code == 1 and "the same command goes on" in ran.err
    assert len(Path("worlds/answers.jsonl").read_text("utf-8").splitlines()) == 1
    with ScriptedModel(author) as model:
        assert awmc(*LINE, *options, "--base-url", model.url).code == 0
    assert author.asked == ["tasks", "draft"]


def test_a_second_run_on_a_folder_waits_for_nobody(awmc: Awmc) -> None:  # noqa: F811
    with Folder(Path("worlds")).locked(), ScriptedModel([says("")]) as model:
        ran = awmc(*LINE, "--base-url", model.url)
        assert not model.requests
    assert ran.code == 1 and "another awmc gen is at work in worlds" in ran.err


def test_a_model_that_names_no_tasks_and_one_that_writes_no_spec_are_told(awmc: Awmc) -> None:  # noqa: F811
    with ScriptedModel([says("I would rather talk about the weather.")]) as model:
        ran = awmc(*LINE, "--base-url", model.url)
        assert ran.code == 1
        assert "named no task: its last answer begins 'I would rather" in ran.err
    said = json.dumps({"name": "cancel_waiting", "kind": "change", "description": "Cancel it."})
    with ScriptedModel([says(said), says("No.")]) as model:
        ran = awmc(*LINE[:-1], "more", "--tasks", "1", "--base-url", model.url)
    assert ran.code == 1
    assert "gave up" in ran.out and "0 of 1 spec clean" in ran.out


def test_an_edited_file_that_is_wrong_is_told_with_its_line(awmc: Awmc) -> None:  # noqa: F811
    Path("worlds").mkdir()
    Path("worlds/scenarios.jsonl").write_text(
        '{"name": "a_shop", "description": "x"}\n{"name": 3\n'
    )
    with ScriptedModel([says("")]) as model:
        ran = awmc("gen", "tasks", "--model", "m", "--base-url", model.url, "-o", "worlds")
    assert ran.code == 1 and "scenarios.jsonl:2" in ran.err
