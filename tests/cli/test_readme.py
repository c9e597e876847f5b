"""What the README shows works as it stands there."""

import re
import shlex
from pathlib import Path

import pytest

from awmc.cli import VERBS, run
from tests.readme import README, commands, shown, texts

PLAYED = ("tools", "call", "play", "verify", "stats", "explain", "lint")
"""Verbs that end soon and by themselves."""


def test_the_readme_shows_every_verb() -> None:
    assert {command[0] for command in commands()} == set(VERBS)


def test_the_commands_work_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("specs", "generated"):
        (tmp_path / name).symlink_to(README.parent / name)
    monkeypatch.chdir(tmp_path)
    for command in commands():
        if command[0] in PLAYED:
            assert run(command) == 0, command
            assert capsys.readouterr().out


def test_files_go_to_others_and_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "generated").symlink_to(README.parent / "generated")
    monkeypatch.chdir(tmp_path)
    for line in shown("awm").splitlines():
        assert run(shlex.split(line)[1:]) == 0, capsys.readouterr()
    assert run(["lint", "imported"]) in (0, 1) and "error" not in capsys.readouterr().out


def test_a_schema_becomes_a_spec(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("shop.sql").write_text("CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT)")
    (command,) = [words for words in commands() if "shop.sql" in words]
    assert run(command) == 0, capsys.readouterr()
    assert "entity Product" in Path("specs/shop.awm").read_text()


def test_the_python_works(capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile("\n".join(texts("python")), "README.md", "exec", dont_inherit=True), {})
    said = capsys.readouterr().out
    assert "\nTrue {'id': " in said and "\nDiff(" in said and "\n1.0 1.0 ()" in said


def test_the_makefile_has_the_two_commands() -> None:
    (start, *_) = texts("sh")
    targets = re.findall(r"^make (\w+)", start, re.MULTILINE)
    makefile = (README.parent / "Makefile").read_text()
    assert targets == ["demo", "test"]
    assert all(f"\n{target}:" in makefile for target in targets)
