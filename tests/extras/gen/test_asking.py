"""Questions are asked once and paid for once, whatever happens between."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from awmc.endpoint.completions import ModelError
from awmc.synth.asking import Asker, Reply
from awmc.synth.budget import Budget, Limits, OutOfBudget
from awmc.synth.journal import Journal, NoRoom
from tests.extras.gen.asking import question, run, unlimited
from tests.scripted_model import Answer, Body, ScriptedModel, fails, message, raw, says, slow


@pytest.fixture(autouse=True)
def own_temporary(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    yield


def echo(body: Body) -> Answer:
    return says(f"to {body['messages'][-1]['content']}")


async def ask(made: Asker, words: str, budget: Budget | None = None, **more: Any) -> Reply:
    return await made(question(words, **more), budget or unlimited())


def test_an_answer_is_given_again_as_it_was(tmp_path: Path) -> None:
    with ScriptedModel([message({"content": "words"}, "length", (1000, 500))]) as model:
        budget, again = unlimited(), unlimited()
        first = run(model.url, tmp_path, lambda made: ask(made, "a", budget))
        second = run("http://127.0.0.1:9/v1", tmp_path, lambda made: ask(made, "a", again))
    assert (first.text, first.cut, first.replayed) == ("words", True, False)
    assert first.spent.dollars == pytest.approx(0.007)
    assert (second.text, second.cut, second.replayed) == ("words", True, True)
    assert second.spent.usage == first.spent.usage == again.spent.usage == budget.spent.usage
    assert second.spent.seconds == pytest.approx(first.spent.seconds, abs=1e-3)


def test_what_decides_an_answer_makes_another_question(tmp_path: Path) -> None:
    with ScriptedModel(echo) as model:
        for options in (
            {},
            {"model": "other"},
            {"temperature": 0.5},
            {"seed": 1},
            {"max_tokens": 9},
        ):
            run(model.url, tmp_path, lambda made: ask(made, "a"), **options)
        run(model.url, tmp_path, lambda made: ask(made, "a", sample=1))
        run(model.url, tmp_path, lambda made: ask(made, "a", kind="json"))
        assert len(model.requests) == 7
        run(model.url, tmp_path, lambda made: ask(made, "a"), key="another", timeout=5.0, retries=0)
    assert len(model.requests) == 7


def test_another_sample_has_another_seed(tmp_path: Path) -> None:
    with ScriptedModel(echo) as model:
        for sample in (0, 2):
            run(model.url, tmp_path, lambda made, n=sample: ask(made, "a", sample=n), seed=7)
        run(model.url, tmp_path, lambda made: ask(made, "a", sample=3))
        assert [body.get("seed") for body in model.requests] == [7, 9, None]


def test_no_key_is_kept(tmp_path: Path) -> None:
    with ScriptedModel(echo) as model:
        run(model.url, tmp_path, lambda made: ask(made, "a"), key="sk-secret")
        assert "sk-secret" in str(model.headers[0])
    assert "sk-secret" not in (tmp_path / "answers.jsonl").read_text()


def test_one_question_at_once_is_asked_once(tmp_path: Path) -> None:
    whole = Budget(Limits())
    parts = [Budget(Limits(), whole) for _ in range(20)]

    async def all_at_once(made: Asker) -> list[Reply]:
        return await asyncio.gather(*(ask(made, "a", part) for part in parts))

    with ScriptedModel([slow(0.05, says("once"))]) as model:
        replies = run(model.url, tmp_path, all_at_once, concurrency=3)
        assert len(model.requests) == 1
    assert {reply.text for reply in replies} == {"once"}
    assert [reply.replayed for reply in replies].count(False) == 1
    assert whole.spent.usage.requests == 1
    assert all(part.spent.usage.requests == 1 for part in parts)


def test_whoever_waits_for_an_answer_of_another_asks_when_that_one_may_not(tmp_path: Path) -> None:
    poor, rich = Budget(Limits(requests=0), Budget(Limits()), "poor"), unlimited()

    async def both(made: Asker) -> list[Any]:
        asked = (ask(made, "a", budget) for budget in (poor, rich))
        return await asyncio.gather(*asked, return_exceptions=True)

    with ScriptedModel(echo) as model:
        refused, given = run(model.url, tmp_path, both)
        assert isinstance(refused, OutOfBudget) and given.text == "to a"
        assert len(model.requests) == 1


def test_no_more_are_asked_at_once_than_allowed(tmp_path: Path) -> None:
    there, most, lock = [0], [0], threading.Lock()
    waiting = threading.Event()

    def count(body: Body) -> Answer:
        with lock:
            there[0] += 1
            most[0] = max(most[0], there[0])
        return slow(0.02, echo(body))

    class Counting(ScriptedModel):
        def answer(self, body: Body, headers: Any) -> Answer:
            found = super().answer(body, headers)
            waiting.wait(found.seconds)
            with lock:
                there[0] -= 1
            return found

    async def many(made: Asker) -> None:
        await asyncio.gather(*(ask(made, str(number)) for number in range(12)))

    with Counting(count) as model:
        run(model.url, tmp_path, many, concurrency=3)
    assert most[0] <= 3


def test_a_limit_of_requests_is_kept_however_many_ask(tmp_path: Path) -> None:
    whole = Budget(Limits(requests=5))

    async def many(made: Asker) -> list[Any]:
        asked = (ask(made, str(number), Budget(Limits(), whole)) for number in range(30))
        return await asyncio.gather(*asked, return_exceptions=True)

    with ScriptedModel(lambda body: slow(0.02, echo(body))) as model:
        found = run(model.url, tmp_path, many, concurrency=8)
        assert len(model.requests) == 5
    assert sum(isinstance(one, Reply) for one in found) == 5
    assert {str(one) for one in found if not isinstance(one, Reply)} == {
        "the run has spent its 5 requests: allow more with --total-requests"
    }


def test_what_was_paid_for_is_given_without_a_budget_and_counts_once(tmp_path: Path) -> None:
    with ScriptedModel(echo) as model:
        run(model.url, tmp_path, lambda made: ask(made, "a"))
        journal = Journal(tmp_path / "answers.jsonl")
        whole = Budget(Limits(requests=1), spent=journal.spent)
        journal.close()
        part = Budget(Limits(requests=1), whole, "shop")

        async def both(made: Asker) -> None:
            assert (await ask(made, "a", part)).replayed
            await ask(made, "b", part)

        with pytest.raises(OutOfBudget, match=r"shop has spent its 1 attempt: .*--attempts"):
            run(model.url, tmp_path, both)
        assert whole.spent.usage.requests == part.spent.usage.requests == 1
        assert len(model.requests) == 1


def test_an_answer_is_kept_though_nobody_waits_any_more(tmp_path: Path) -> None:
    async def impatient(made: Asker) -> None:
        asked = asyncio.create_task(ask(made, "a"))
        while not model.requests:
            await asyncio.sleep(0.005)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked

    with ScriptedModel([slow(0.1, says("late"))]) as model:
        run(model.url, tmp_path, impatient)
        assert run(model.url, tmp_path, lambda made: ask(made, "a")).text == "late"
        assert len(model.requests) == 1


def test_whoever_waits_for_a_turn_asks_nothing_once_cancelled(tmp_path: Path) -> None:
    async def hopeless(made: Asker) -> list[str]:
        told = []
        try:
            async with asyncio.TaskGroup() as group:
                for number in range(10):
                    group.create_task(ask(made, str(number)))
        except* ModelError as errors:
            told = [str(error) for error in errors.exceptions]
        return told

    def script(body: Body) -> Answer:
        return (
            fails(401, "bad key")
            if body["messages"][0]["content"] == "0"
            else slow(0.1, echo(body))
        )

    with ScriptedModel(script) as model:
        told = run(model.url, tmp_path, hopeless, concurrency=2)
        assert len(told) == 1 and "set OPENAI_API_KEY" in told[0]
        assert len(model.requests) <= 3
    journal = Journal(tmp_path / "answers.jsonl")
    assert journal.spent.usage.requests == len(model.requests) - 1
    journal.close()


def test_an_endpoint_that_fails_and_fails_ends_the_run(tmp_path: Path) -> None:
    async def many(made: Asker) -> list[ModelError]:
        errors = []
        for number in range(12):
            with pytest.raises(ModelError) as found:
                await ask(made, str(number))
            errors.append(found.value)
        return errors

    with ScriptedModel([fails(503)]) as model:
        errors = run(model.url, tmp_path, many, retries=0, concurrency=2)
    assert [error.hopeless for error in errors] == [False] * 9 + [True] * 3
    assert "the last 10 requests all failed" in str(errors[9])


async def walk(made: Asker) -> str:
    """Four questions, each about the answer to the one before."""
    words = "begin"
    for _ in range(4):
        words = (await ask(made, words)).text
    return words


CHILD = """
import os, signal, sys
from pathlib import Path
from awmc.synth.journal import Journal
from tests.extras.gen.asking import run
from tests.extras.gen.test_asking import walk

url, out, at = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
keep, kept = Journal.keep, []

def killed(journal, answers):
    if at == len(kept):  # the answer is there, and not kept yet
        os.kill(os.getpid(), signal.SIGKILL)
    keep(journal, answers)
    kept.append(answers)
    if at == -len(kept):  # it is kept, and nothing is made of it yet
        os.kill(os.getpid(), signal.SIGKILL)

Journal.keep = killed
run(url, out, walk)
"""


@pytest.mark.parametrize(("place", "paid", "in_all"), [(1, 2, 5), (-2, 2, 4)])
def test_a_kill_repeats_no_answer_that_was_kept(
    tmp_path: Path, place: int, paid: int, in_all: int
) -> None:
    with ScriptedModel(echo) as model:
        command = [sys.executable, "-c", CHILD, model.url, str(tmp_path), str(place)]
        assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
        assert len(model.requests) == paid
        for _ in range(2):
            assert run(model.url, tmp_path, walk) == "to to to to begin"
            assert len(model.requests) == in_all


async def six(made: Asker) -> None:
    for number in range(6):
        await ask(made, str(number))


FULL = """
import resource, sys
from pathlib import Path
from tests.extras.gen.asking import run
from tests.extras.gen.test_asking import six

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    run(sys.argv[1], Path(sys.argv[2]), six)
except OSError as error:
    sys.exit(str(error))
"""


def test_a_full_disk_loses_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    out.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def child(room: int) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", FULL, model.url, str(out), str(room)]
        environment = {"TMPDIR": str(elsewhere), "HOME": str(tmp_path), "PATH": ""}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)

    with ScriptedModel([says("x" * 300)]) as model:
        full = child(1200)
        told = full.stderr
        assert full.returncode == 1 and "answers.jsonl cannot be written (File too large)" in told
        assert f"the answer is kept in {elsewhere}" in told and "run the same command again" in told
        paid = len(model.requests)
        assert 0 < paid < 6
        monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
        run(model.url, out, six)
        assert len(model.requests) == 6
        assert not [path for path in elsewhere.rglob("*") if path.is_file()]
    lines = (out / "answers.jsonl").read_text().splitlines()
    assert len(lines) == 6 and all(json.loads(line)["text"] == "x" * 300 for line in lines)


def test_nothing_is_paid_for_on_a_disk_that_is_nearly_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    usage = shutil.disk_usage(tmp_path)._replace(free=3 * 2**20)
    with ScriptedModel(echo) as model:
        run(model.url, tmp_path, lambda made: ask(made, "a"))
        monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
        assert run(model.url, tmp_path, lambda made: ask(made, "a")).replayed
        with pytest.raises(NoRoom, match=r"3\.0 MB of free disk left: free some space"):
            run(model.url, tmp_path, lambda made: ask(made, "b"))
        assert len(model.requests) == 1


def test_embeddings_are_paid_for_once(tmp_path: Path) -> None:
    texts = [f"{'a' * number} text" for number in range(150)]
    with ScriptedModel(echo) as model:
        budget = unlimited()
        found = run(model.url, tmp_path, lambda made: made.embed(texts[:100], budget))
        assert [vector[0] for vector in found] == list(range(100))
        assert (budget.spent.usage.requests, budget.spent.usage.input_tokens) == (2, 500)
        again = unlimited()
        more = run(model.url, tmp_path, lambda made: made.embed([*texts, texts[3]], again))
        assert more == [*found, *more[100:150], found[3]]
        assert sorted(model.embedded) == sorted(texts)
        assert again.spent.usage.input_tokens == 750


THOUGHTS = [
    ("<think>\nlet me see\n</think>\n\nentity A", "entity A"),
    ("let me see\n</think>\nentity A", "entity A"),
    ("<thinking>a</thinking><think>b</think> entity A", "entity A"),
    ("<think>and so on and on", ""),
    ('say "</think>" here', 'say "</think>" here'),
    ('entity A { x: text = "<think>" }', 'entity A { x: text = "<think>" }'),
]


@pytest.mark.parametrize(("said", "kept"), THOUGHTS)
def test_thoughts_are_no_part_of_an_answer(tmp_path: Path, said: str, kept: str) -> None:
    answer = message({"content": said, "reasoning_content": "hm", "reasoning": "hm"})
    with ScriptedModel([answer]) as model:
        assert run(model.url, tmp_path, lambda made: ask(made, "a")).text == kept


def test_a_million_tokens_are_cut_off_and_counted(tmp_path: Path) -> None:
    endless = message({"content": "word " * 1_000_000}, "stop", (10, 1_000_000))
    with ScriptedModel([endless]) as model:
        reply = run(model.url, tmp_path, lambda made: ask(made, "a"))
    assert reply.cut and len(reply.text) == 200_000
    assert reply.spent.dollars == pytest.approx(10.00002)
    assert (tmp_path / "answers.jsonl").stat().st_size < 250_000


def test_html_is_no_answer(tmp_path: Path) -> None:
    with ScriptedModel([raw("<html>hello</html>")]) as model:
        with pytest.raises(ModelError, match="something else than JSON") as found:
            run(model.url, tmp_path, lambda made: ask(made, "a"))
        assert found.value.hopeless and len(model.requests) == 1
    assert (tmp_path / "answers.jsonl").read_text() == ""
