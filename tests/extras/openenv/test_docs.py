"""What docs/openenv.md and a package's README show works as it stands there."""

from __future__ import annotations

import asyncio
import runpy
import shlex
import sys
from pathlib import Path

import pytest
from openenv.cli.__main__ import app
from typer.testing import CliRunner

from awmc.cli import run
from tests.extras.openenv.conftest import TOP, Served
from tests.fences import blocks
from tests.readme import shown

PAGE = TOP / "docs" / "openenv.md"
SHOWN = "http://127.0.0.1:8000"


def texts(page: Path, language: str, title: str | None = None) -> list[str]:
    return [b.text for b in blocks(page) if b.language == language and b.title == title]


# `pip install` and `server` need a network and a terminal: the package's server runs all along, without awmc
KINDS = {
    "README": ["awmc", "openenv", "python"],
    "docs": ["awmc", "pip", "server", "openenv", "openenv", "python", "python"],
}


@pytest.mark.parametrize("page", KINDS)
def test_the_commands_work(
    page: str,
    bank: Served,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = shown("openenv") if page == "README" else "".join(texts(PAGE, "sh"))
    (tmp_path / "generated").symlink_to(TOP / "generated")
    monkeypatch.chdir(tmp_path)
    kinds = []
    for line in text.replace(SHOWN, bank.url).splitlines():
        kind, *arguments = shlex.split(line, comments=True)
        kinds.append(kind)
        if kind == "awmc":
            assert run(arguments) == 0
        elif kind == "openenv":
            ran = CliRunner().invoke(app, arguments)
            assert ran.exit_code == 0 and "Verdict: PASS" in ran.output, ran.output
        elif kind == "python":
            monkeypatch.setattr(sys, "argv", arguments)
            with pytest.raises(SystemExit) as left:
                runpy.run_path(arguments[0], run_name="__main__")
            assert left.value.code == 0
    assert kinds == KINDS[page]


@pytest.mark.parametrize("page", ["docs", "README"])
def test_the_episode_works(bank: Served, page: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = PAGE if page == "docs" else bank.folder / "README.md"
    (text,) = texts(path, "python")
    exec(compile(text.replace(SHOWN, bank.url), page, "exec"), {})
    said = capsys.readouterr().out.splitlines()
    assert said[0] == bank.world().tasks()[0]["instruction"] and said[-1] == "0.0"


def test_the_rollouts_work(bank: Served) -> None:
    (text,) = texts(PAGE, "python", "rollouts.py")
    names: dict = {}
    exec(compile(text, "rollouts.py", "exec"), names)
    solution = bank.trajectories("solutions.json")[0]
    plan = [(a["tool_name"], a["arguments"]) for a in solution["actions"]]
    assert not any("metadata" in action for action in solution["actions"])
    solve, give_up = (lambda _, __, seen: plan[len(seen)]), (lambda *_: plan[-1])
    assert asyncio.run(names["group"](bank.url, 0, solve)) == [1.0] * 8
    assert asyncio.run(names["group"](bank.url, 0, give_up, size=2)) == [0.0] * 2
