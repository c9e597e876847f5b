"""`awmc gen` in a hostile world: what an endpoint says, what stands in the environment, and what a person did to the folder between two runs."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from awmc.synth import steps
from awmc.synth.folder import Folder, FolderError
from tests.cli.conftest import Awmc, awmc  # noqa: F401  (a fixture)
from tests.extras.gen.author import LIBRARY, SHOP, Author
from tests.scripted_model import Answer, Body, Script, ScriptedModel, fails, raw, says, slow

TOP = Path(__file__).parents[3]
SPEC, QUARANTINED = Path("worlds/specs/repair_shop.awm"), Path("worlds/quarantine/repair_shop.awm")
DRAFT, REPORT = Path("worlds/drafts/repair_shop.awm"), Path("worlds/reports/repair_shop.json")
LINE = ("gen", "all", "--scenario", SHOP.line, "--model", "scripted", "-o", "worlds", "--price", "1/4",
        "--tools", "3-9", "--tasks", "3", "--retries", "0")  # fmt: skip


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    yield


def counting(usage: Any) -> Script:
    """An author whose endpoint counts tokens in its own way."""
    author = Author(SHOP)

    def script(body: Body) -> Answer:
        value = json.loads(author(body).body)
        return raw(json.dumps({**value, "usage": usage}), "application/json")

    return script


@pytest.mark.parametrize("key", ["sk-secret\nsk-other", "sk-secret…", "sk secret"])
def test_a_key_that_cannot_be_sent_is_refused_and_not_shown(
    awmc: Awmc,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    key: str,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    ran = awmc(*LINE, "--base-url", "http://127.0.0.1:9/v1")
    assert ran.code == 2 and "OPENAI_API_KEY" in ran.err and "copy it again" in ran.err
    assert "secret" not in ran.err and not Path("worlds").exists()


def test_blanks_around_a_key_and_an_address_are_no_part_of_them(
    awmc: Awmc,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ScriptedModel(Author(SHOP)) as model:
        monkeypatch.setenv("OPENAI_API_KEY", " sk-secret\n")
        monkeypatch.setenv("OPENAI_BASE_URL", f" {model.url}\n")
        assert awmc(*LINE).code == 0
        assert model.headers[0]["authorization"] == "Bearer sk-secret"
    for path in Path("worlds").rglob("*"):
        assert path.is_dir() or b"secret" not in path.read_bytes()


@pytest.mark.parametrize("variable", [" ", ""])
def test_an_empty_address_is_none(awmc: Awmc, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:  # noqa: F811  # fmt: skip
    monkeypatch.setenv("OPENAI_BASE_URL", variable)
    monkeypatch.setenv("OPENAI_API_KEY", variable)
    ran = awmc(*LINE)
    assert ran.code == 2 and "set OPENAI_API_KEY, or give the --base-url" in ran.err


@pytest.mark.parametrize(
    "url", ["localhost", "ftp://x/v1", "http://[::1", "http://h:99999/v1", "http://a\nb/v1", "/v1"]
)
def test_what_is_no_address_is_refused_before_anything_is_asked(awmc: Awmc, url: str) -> None:  # noqa: F811
    ran = awmc(*LINE, "--base-url", url)
    assert ran.code == 2 and "--base-url" in ran.err and "is no address" in ran.err
    assert not Path("worlds").exists()


def test_a_password_in_the_address_and_a_key_that_is_repeated_are_not_shown(
    awmc: Awmc,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ScriptedModel([fails(401, "no such key: sk-secret")]) as model:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
        url = model.url.replace("://", "://me:hidden@") + "?token=hidden"
        ran = awmc(*LINE, "--base-url", url)
    assert ran.code == 1 and "127.0.0.1" in ran.err
    assert "secret" not in ran.err and "hidden" not in ran.err


@pytest.mark.parametrize("status", [200, 400, 404, 429, 500])
def test_what_an_endpoint_says_of_its_errors_does_not_command_the_terminal(
    awmc: Awmc,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    status: int,
) -> None:
    shown: list[str] = []
    monkeypatch.setattr("click.echo", lambda text="", **_: shown.append(str(text)))
    with ScriptedModel([fails(status, "\x1b[31mno\x1b]0;x\x07\u202e")]) as model:
        awmc(*LINE, "--base-url", model.url)
    assert any("[31mno" in text for text in shown)
    assert not any(sign in text for text in shown for sign in "\x1b\x07\u202e")


@pytest.mark.parametrize("count", [-5, 10**400, 12.0, float("nan"), True, "12", None])
def test_a_strange_count_of_tokens_spoils_no_limit_and_no_report(awmc: Awmc, count: Any) -> None:  # noqa: F811
    with ScriptedModel(counting({"prompt_tokens": count, "completion_tokens": count})) as model:
        ran = awmc(*LINE, "--base-url", model.url)
    assert ran.code == 0, ran.err
    assert "1 of 1 spec clean" in ran.out and not ran.err
    spent = json.loads(REPORT.read_text("utf-8"))["spent"]
    assert 0 <= spent["usage"]["input_tokens"] <= 10**9 and spent["dollars"] >= 0


def test_without_tasks_no_spec_is_begun(awmc: Awmc) -> None:  # noqa: F811
    with ScriptedModel([fails(500)]) as model:
        ran = awmc(*LINE, "--base-url", model.url)
    assert ran.code == 1 and "no tasks were found, so that there is no spec to write" in ran.err


def test_what_a_person_did_to_the_quarantined_spec_and_the_draft_stays(awmc: Awmc) -> None:  # noqa: F811
    author = Author(SHOP, slips=SHOP.slips, lazy=True)
    with ScriptedModel(author) as model:
        arguments = (*LINE, "--base-url", model.url)
        assert awmc(*arguments, "--attempts", "2").code == 1
        for path in (QUARANTINED, DRAFT):
            path.write_text("# half an evening of work\n")
        author.lazy = False
        ran = awmc(*arguments, "--attempts", "9")
    assert ran.code == 0 and f"{QUARANTINED} was changed since" in ran.err
    assert SPEC.exists()
    for path in (QUARANTINED, DRAFT):
        assert path.read_text() == "# half an evening of work\n"


def test_a_spec_that_a_person_takes_away_is_made_again_for_nothing(awmc: Awmc) -> None:  # noqa: F811
    with ScriptedModel(Author(SHOP, slips=SHOP.slips)) as model:
        assert awmc(*LINE, "--base-url", model.url).code == 0
        asked, text, story = len(model.requests), SPEC.read_bytes(), REPORT.read_bytes()
        SPEC.unlink()
        assert awmc(*LINE, "--base-url", model.url).code == 0
        assert len(model.requests) == asked
    assert (SPEC.read_bytes(), REPORT.read_bytes()) == (text, story)


def test_a_spec_is_there_only_with_its_report_and_without_what_led_to_it(
    awmc: Awmc,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However it is killed: what is there is finished, and is not looked at again."""
    author = Author(SHOP, slips=SHOP.slips, lazy=True)
    seen = []
    replace = Path.replace

    def watched(path: Path, target: Path) -> Path:
        if Path(target).name == SPEC.name and Path(target).parent.name == "specs":
            seen.append((REPORT.exists(), DRAFT.exists(), QUARANTINED.exists()))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", watched)
    with ScriptedModel(author) as model:
        assert awmc(*LINE, "--base-url", model.url, "--attempts", "2").code == 1
        author.lazy = False
        assert awmc(*LINE, "--base-url", model.url, "--attempts", "9").code == 0
    assert seen == [(True, False, False)]


def test_why_it_ended_is_told_where_the_page_cannot_be_written_either(
    awmc: Awmc,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise FolderError("the page cannot be written")

    monkeypatch.setattr(steps, "_write_page", full)
    author = Author(SHOP)
    with ScriptedModel(lambda body: author(body) if not author.asked else fails(402)) as model:
        ran = awmc(*LINE, "--base-url", model.url)
    assert ran.code == 1 and "wants to be paid first" in ran.err


def test_a_disk_that_is_full_in_the_middle_is_told_and_what_was_paid_for_is_used_later(
    awmc: Awmc,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> bool:
        raise FolderError("worlds/drafts/repair_shop.awm cannot be written: no space")

    with ScriptedModel(Author(SHOP)) as model:
        with monkeypatch.context() as patched:
            patched.setattr(Folder, "write_unless_changed", full)
            ran = awmc(*LINE, "--base-url", model.url)
        assert ran.code == 1 and "worlds/drafts/repair_shop.awm cannot be written" in ran.err
        assert "fault of awmc" not in ran.out + ran.err
        asked = len(model.requests)
        assert awmc(*LINE, "--base-url", model.url).code == 0
        assert len(model.requests) == asked == 2


def limited(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_disk_with_no_room_for_the_first_file_is_told_with_its_name(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "awmc", *LINE, "--base-url", "http://127.0.0.1:9/v1"]
    environ = {**os.environ, "PYTHONPATH": str(TOP)}
    ran = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, preexec_fn=partial(limited, 40))  # fmt: skip
    assert ran.returncode == 1
    assert "worlds/scenarios.jsonl cannot be written: File too large: free some space" in ran.stderr


@pytest.mark.parametrize(
    "place", ["specs", "specs/repair_shop.awm", "quarantine", "reports", "worlds"]
)
@pytest.mark.parametrize("what", ["a loop", "a file", "a folder"])
def test_a_place_that_cannot_be_written_is_told_before_a_spec_is_asked_for(
    awmc: Awmc,  # noqa: F811
    place: str,
    what: str,
) -> None:
    path = Path("worlds") if place == "worlds" else Path("worlds", place)
    path.parent.mkdir(parents=True, exist_ok=True)
    if what == "a loop":
        path.symlink_to(path.name)
    elif path.suffix and what == "a folder":
        path.mkdir()
    elif not path.suffix and what == "a file":
        path.write_text("in the way")
    else:
        return
    author = Author(SHOP)
    with ScriptedModel(author) as model:
        ran = awmc(*LINE, "--base-url", model.url)
    assert ran.code in (1, 2) and place in ran.err and "Traceback" not in ran.err
    assert "draft" not in author.asked


def test_what_a_model_says_of_a_walk_does_not_command_the_terminal(
    awmc: Awmc,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[str] = []
    monkeypatch.setattr("click.echo", lambda text="", **_: shown.append(str(text)))
    said = "".join(json.dumps({"walk": n, "skip": "silly \x1b]0;x\x07"}) + "\n" for n in range(200))
    Path("shop.awm").write_text(LIBRARY.text)
    with ScriptedModel([says(said)]) as model:
        awmc("gen", "more-tasks", "shop.awm", "--count", "1", "--model", "m", "--base-url", model.url, "-o", "worlds")  # fmt: skip
    assert any("silly" in text for text in shown)
    assert not any(sign in text for text in shown for sign in "\x1b\x07")


def test_a_run_that_is_terminated_waits_for_the_answer_that_it_pays_for(tmp_path: Path) -> None:
    author = Author(SHOP)
    running: list[subprocess.Popen[str]] = []

    def script(body: Body) -> Answer:
        if len(author.asked) == 0:
            running[0].terminate()
            return slow(0.5, author(body))
        return author(body)

    environ = {**os.environ, "PYTHONPATH": str(TOP)}
    with ScriptedModel(script) as model:
        command = [sys.executable, "-m", "awmc", *LINE, "--base-url", model.url]
        running.append(subprocess.Popen(command, cwd=tmp_path, env=environ, stderr=subprocess.PIPE, text=True))  # fmt: skip
        _, told = running[0].communicate()
    assert running[0].returncode == 130 and told.endswith("awmc: interrupted\n")
    assert author.asked == ["tasks"]
    assert len((tmp_path / "worlds/answers.jsonl").read_text("utf-8").splitlines()) == 1


def test_what_a_kill_left_of_a_file_is_written_over(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write_text(folder.report("shop"), "one")
    left = tmp_path / "reports" / ".shop.json.new"
    left.write_text("hal")
    folder.write_text(folder.report("shop"), "two")
    assert folder.report("shop").read_text() == "two" and not left.exists()
