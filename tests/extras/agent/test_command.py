"""`awmc agent` against an endpoint that does well and endpoints that do not."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from awmc.agent.prompts import DONE
from awmc.prove.stage import right_text
from awmc.runtime import load
from awmc.runtime.rubrics import rubric
from tests.cli.conftest import Awmc, Ran, awmc  # noqa: F401  (a fixture)
from tests.scripted_model import (
    Answer,
    Script,
    ScriptedModel,
    calls,
    fails,
    hangs_up,
    message,
    raw,
    replays,
    says,
    slow,
)

LIBRARY = str(Path("generated/library").resolve())
HOUSE = str(Path("generated/smart_home").resolve())
BANK = str(Path("generated/bank").resolve())
GAME = str(Path("generated/sorting_game").resolve())
TASK = "return_overdue"


def instance(folder: str, family: str) -> dict[str, Any]:
    with load(folder) as env:
        return next(task for task in env.tasks() if task["family"] == family)


def right(task: dict[str, Any]) -> str:
    return right_text(rubric(task).answers) or "Done."


OVERDUE = instance(LIBRARY, TASK)
SOLVED = [calls(*((c["tool"], c["arguments"]) for c in OVERDUE["solution"])), says(right(OVERDUE))]


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    yield


Agent = Callable[..., tuple[Ran, ScriptedModel]]


@pytest.fixture
def agent(awmc: Awmc) -> Agent:  # noqa: F811
    """Run `awmc agent` against a script."""

    def call(script: Script, *arguments: str) -> tuple[Ran, ScriptedModel]:
        with ScriptedModel(script) as model:
            ran = awmc(
                "agent", *arguments, "--model", "m", "--base-url", model.url, "--retries", "1"
            )
        return ran, model

    return call


def one(agent: Agent, script: Script, *arguments: str) -> tuple[Ran, dict[str, Any], ScriptedModel]:
    """The first overdue book, and the trajectory."""
    ran, model = agent(script, LIBRARY, TASK, "--trajectory", "run.json", *arguments)
    return ran, json.loads(Path("run.json").read_text()), model


def test_a_task_is_played_and_judged(agent: Agent, awmc: Awmc) -> None:  # noqa: F811
    ran, run, model = one(agent, SOLVED, "--temperature", "0.5", "--seed", "7")
    assert ran.code == 0, ran.err
    assert (
        "return_book" in ran.out and "the agent has answered" in ran.out and "reward 1" in ran.out
    )
    assert (run["stop"], run["error"], run["model"]) == ("answer", None, "m")
    assert run["usage"] == {
        "requests": 2,
        "input_tokens": 200,
        "output_tokens": 20,
        "cached_tokens": 0,
    }
    assert [m["role"] for m in run["messages"]] == [
        "system",
        "user",
        "assistant",
        "tool",
        "assistant",
    ]
    assert (model.requests[0]["temperature"], model.requests[0]["seed"]) == (0.5, 7)
    awmc("play", LIBRARY, TASK, "--solution", "--trajectory", "play.json")
    play = json.loads(Path("play.json").read_text())
    assert set(play) < set(run)
    for name in ("environment", "task", "actor", "instruction", "answer", "verdict"):
        assert play[name] == run[name]
    assert [set(step) for step in play["steps"]] == [set(step) for step in run["steps"]]


def test_the_system_text_can_be_given_and_the_key_is_sent(
    agent: Agent, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    system = tmp_path / "system.md"
    system.write_text("Be quick.")
    _, _, model = one(agent, SOLVED, "--system", str(system))
    assert model.requests[0]["messages"][0] == {"role": "system", "content": "Be quick."}
    assert model.headers[0]["authorization"] == "Bearer secret"


def test_calls_at_once_are_answered_in_order_and_bad_ones_with_an_error(agent: Agent) -> None:
    wrong = calls(
        ("my_loans", "{"),
        ("no_such", {}),
        ("my_loans", ""),
        ("my_loans", "[1]"),
        ("my_loans", "[" * 9999),
    )
    ran, run, model = one(agent, [wrong, *SOLVED])
    assert ran.code == 0, ran.err
    answers = [m for m in model.requests[1]["messages"] if m["role"] == "tool"]
    assert [m["tool_call_id"] for m in answers] == [f"call_{n}" for n in range(5)]
    codes = [json.loads(m["content"]) for m in answers]
    assert [c["error"]["code"] if "error" in c else "ok" for c in codes if isinstance(c, dict)] == [
        "invalid_arguments", "unknown_tool", "invalid_arguments", "invalid_arguments",
    ]  # fmt: skip
    assert isinstance(codes[2], list) and "no JSON" in codes[0]["error"]["message"]
    assert len(run["steps"]) == 6
    sent = next(m for m in model.requests[1]["messages"] if m["role"] == "assistant")
    assert all(isinstance(json.loads(c["function"]["arguments"]), dict) for c in sent["tool_calls"])


@pytest.mark.parametrize(
    ("script", "stop", "said"),
    [
        ([calls(("my_loans", {}))], "turns", "--max-turns allows more"),
        ([says("You owe", finish="length")], "cut off", "limit of tokens"),
        ([says("", finish="content_filter")], "filtered", "filter"),
        ([says(None)], "empty", "said nothing"),
        (
            [message({"content": [{"type": "text", "text": "in parts"}, None]})],
            "answer",
            "in parts",
        ),
        ([says("x" * 4_000_000)], "answer", "(4000000 characters)"),
        ([says("\x1b[2J\x1b]0;owned\a")], "answer", "\N{REPLACEMENT CHARACTER}[2J"),
        ([says("\ud800")], "answer", "has answered"),
    ],
)
def test_an_end_without_success_is_told(agent: Agent, script: Script, stop: str, said: str) -> None:
    ran, run, _ = one(agent, script, "--max-turns", "3")
    assert (ran.code, run["stop"], run["verdict"]["reward"]) == (1, stop, 0.0)
    assert said in ran.out and "\x1b" not in ran.out and not ran.err


def test_a_long_result_is_cut_for_the_model(agent: Agent) -> None:
    _, run, model = one(agent, [calls(("my_loans", {})), says("?")], "--max-result", "10")
    (answer,) = (m["content"] for m in model.requests[1]["messages"] if m["role"] == "tool")
    assert "[cut: these are 10 of" in answer
    assert len(json.dumps(run["steps"][0]["result"])) > 100


def test_the_episode_ends_with_a_tool_and_the_agent_has_the_last_word(agent: Agent) -> None:
    task = instance(GAME, "find_the_heavy_jar")
    ran, model = agent(replays(task["solution"], right(task), DONE), GAME, task["id"])
    assert ran.code == 0 and "a tool has ended the episode" in ran.out
    assert [body["tool_choice"] for body in model.requests] == ["auto", "none"]


def test_a_user_is_played_by_a_second_model(agent: Agent) -> None:
    task = instance(HOUSE, "toast")
    script = replays(task["solution"], "All is quiet.", DONE)
    ran, model = agent(script, HOUSE, task["id"], "--user-model", "user")
    assert ran.code == 0, ran.err
    assert "user    press_button" in ran.out and "user    says" in ran.out
    seen = [json.dumps(body) for body in model.requests if body["model"] == "m"]
    assert len(seen) < len(model.requests)
    assert not any("press_button" in body or "let the smoke out" in body for body in seen)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (raw("<html>hello</html>"), "something else than JSON ('<html>hello</html>')"),
        (raw("{}", "application/json"), "without a message"),
        (raw('{"choices": [null]}', "application/json"), "without a message"),
        (raw('{"error": {"message": "boom"}}', "application/json"), "without a message: boom"),
        (raw("[" * 100_000, "application/json"), "something else than JSON"),
        (fails(401, "bad key"), "set OPENAI_API_KEY to one that it takes (HTTP 401: bad key)"),
        (fails(404, "what?"), "has no model m"),
        (fails(429, "slow down"), "too many requests or has no quota left, asked 2 times"),
        (fails(500, "oh"), "failed, asked 2 times (HTTP 500: oh)"),
        (fails(400, "maximum context length is 8192"), "maximum context length is 8192"),
        (hangs_up(), "cannot reach http://127.0.0.1"),
        (slow(60, says("late")), "did not answer within 0.2 s, asked 2 times"),
    ],
)
def test_a_bad_endpoint_is_told_and_what_was_played_is_kept(
    agent: Agent, answer: Answer, told: str
) -> None:
    ran, run, _ = one(agent, [calls(("my_loans", {})), answer], "--timeout", "0.2")
    assert ran.code == 1
    assert told in ran.err and "Traceback" not in ran.err
    assert run["stop"] == "error" and told in run["error"] and len(run["steps"]) == 1
    assert run["verdict"] is None


@pytest.mark.parametrize(
    "answer", [says(""), says("I was", finish="length"), says(None, finish="content_filter")]
)
def test_a_user_that_says_nothing_is_no_failure_of_the_agent(agent: Agent, answer: Answer) -> None:
    def script(body: dict[str, Any]) -> Answer:
        return answer if body["model"] == "user" else says("Would you?")

    many = (HOUSE, "--family", "toast", "--user-model", "user", "-o", "runs.jsonl")
    ran, _ = agent(script, *many)
    assert ran.code == 1 and "0 of" in ran.out and "plays the user gave no whole message" in ran.out
    _, model = agent(script, *many)
    assert model.requests  # it is played again


def test_bad_json_counts_against_the_limit_of_calls(agent: Agent) -> None:
    with load(BANK) as env:
        task = next(task for task in env.tasks() if task["call_limit"] and task["user"] is None)
    turns = str(task["call_limit"] + 9)
    wrong = calls(("pay", '{"amount": NaN}'))
    ran, model = agent([wrong], BANK, task["id"], "--max-turns", turns)
    assert ran.code == 1 and "limit of calls is reached" in ran.out
    assert "no JSON (NaN is no number)" in json.dumps(model.requests[1])
    assert "NaN" not in json.dumps(
        [m.get("tool_calls") for m in model.requests[1]["messages"] if m["role"] == "assistant"]
    )


def test_a_passing_fault_passes(agent: Agent) -> None:
    first, second = SOLVED
    ran, run, _ = one(agent, [fails(429), first, fails(503), second])
    assert ran.code == 0 and run["usage"]["requests"] == 2


def test_an_endpoint_that_is_not_there(awmc: Awmc) -> None:  # noqa: F811
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/v1"
    ran = awmc("agent", LIBRARY, TASK, "--model", "m", "--base-url", url, "--retries", "0")
    assert ran.code == 1 and "cannot reach" in ran.err and "Traceback" not in ran.err


def test_an_answer_that_never_ends_is_given_up(awmc: Awmc) -> None:  # noqa: F811
    over = threading.Event()

    class Drips(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            while not over.wait(0.05):
                self.wfile.write(b" ")

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Drips) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        asked = ("--model", "m", "--base-url", f"http://127.0.0.1:{server.server_port}/v1")
        ran = awmc("agent", LIBRARY, TASK, *asked, "--retries", "0", "--timeout", "0.5")
        over.set()
        server.shutdown()
    assert ran.code == 1 and "did not answer within 0.5 s, asked 1 time" in ran.err


def test_what_no_client_can_send_is_told(awmc: Awmc, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    good = "http://127.0.0.1:1/v1"
    for key, urls, told in (
        ("clé", ("--base-url", good), "OPENAI_API_KEY: it has characters that no key can have"),
        ("k", ("--base-url", "http://127.0.0.1:99999/v1"), "--base-url: "),
        ("k", ("--base-url", "localhost:1/v1"), "--base-url: "),
        ("k", ("--base-url", "http://no host/"), "--base-url: "),
        ("k", ("--base-url", good, "--user-base-url", "nowhere"), "--user-base-url: "),
    ):
        monkeypatch.setenv("OPENAI_API_KEY", key)
        ran = awmc("agent", LIBRARY, TASK, "--model", "m", *urls, "--retries", "0")
        assert ran.code == 2 and told in ran.err and "clé" not in ran.err


def test_wrong_uses(awmc: Awmc) -> None:  # noqa: F811
    asked = ("--model", "m", "--base-url", "http://127.0.0.1:1/v1")
    for arguments, told in (
        ((LIBRARY, *asked), "say what to play"),
        ((LIBRARY, TASK, "--all", *asked), "say what to play"),
        ((LIBRARY, TASK, "-o", "x", *asked), "--trajectory"),
        ((LIBRARY, TASK, "--limit", "3", *asked), "--limit goes with"),
        ((LIBRARY, "--all", "--trajectory", "x", *asked), "--output"),
        ((LIBRARY, TASK, "--model", "m"), "set OPENAI_API_KEY"),
    ):
        ran = awmc("agent", *arguments)
        assert ran.code == 2 and told in ran.err
    for arguments, told in (
        ((LIBRARY, "no_such", *asked), "has no task no_such"),
        ((LIBRARY, "--family", "no_such", *asked), "has no task no_such"),
        ((LIBRARY, TASK, "--trajectory", "no/such/run.json", *asked), "cannot write"),
        ((LIBRARY, "--all", "-o", "no/such/runs.jsonl", *asked), "cannot write"),
    ):
        ran = awmc("agent", *arguments)
        assert ran.code == 1 and told in ran.err and "Traceback" not in ran.err


def test_many_are_played_summed_up_and_not_paid_twice(agent: Agent) -> None:
    with load(LIBRARY) as env:
        texts = {t["instruction"]: right(t) for t in env.tasks() if t["family"] == TASK}
        count = sum(t["family"] == TASK for t in env.tasks())

    def answers(body: dict[str, Any]) -> Answer:
        asked = body["messages"][1]["content"]
        return fails(400, "no") if asked == OVERDUE["instruction"] else says(texts[asked])

    many = (LIBRARY, "--family", TASK, "-o", "runs.jsonl", "--concurrency", "3")
    ran, model = agent(answers, *many)
    assert ran.code == 1
    assert f"{count - 1} of {count} judged, 1 failed" in ran.out and "success 0.0 %" in ran.out
    lines = Path("runs.jsonl").read_text().splitlines()
    assert len(lines) == len(model.requests) == count
    Path("runs.jsonl").write_text("\n".join([*lines, '{"environment": "libr']))
    ran, model = agent([says("no idea")], *many)
    assert ran.code == 0
    assert len(model.requests) == 1 and f"{count} of {count} judged" in ran.out
    assert "1 line of runs.jsonl can not be read" in ran.err
    ran, model = agent([says("no idea")], *many)
    assert ran.code == 0 and not model.requests
    with load(LIBRARY) as env:
        built = Path("runs.jsonl").read_text()
        Path("runs.jsonl").write_text(built.replace(str(env.digest), "of an older build"))
    ran, model = agent([says("no idea")], *many)
    assert len(model.requests) == count
    ran, model = agent([says("no idea")], *many[:3], "--limit", "2", "-o", "other.jsonl")
    assert len(model.requests) == 2 and "2 of 2 judged" in ran.out


def test_where_it_is_hopeless_the_rest_is_not_begun(agent: Agent) -> None:
    ran, model = agent([fails(401)], LIBRARY, "--all", "-o", "runs.jsonl", "--concurrency", "2")
    assert ran.code == 1 and "set OPENAI_API_KEY" in ran.err and "goes on with" in ran.err
    assert len(model.requests) <= 4 and "not played" in ran.out
    ran, model = agent(
        [says("no idea")], LIBRARY, "--all", "-o", "runs.jsonl", "--concurrency", "2"
    )
    assert ran.code == 0 and len(Path("runs.jsonl").read_text().splitlines()) > len(model.requests)
    with load(LIBRARY) as env:
        for family in {task["family"] for task in env.tasks()}:
            count = sum(task["family"] == family for task in env.tasks())
            assert f"\n  {family:<32} 0 of {count}\n" in ran.out
