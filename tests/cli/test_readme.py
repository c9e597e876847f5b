"""What the README shows works as it stands there."""

import re
import shlex
from pathlib import Path

import pytest

from awmc.cli import VERBS, run

README = Path(__file__).parents[2] / "README.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
HARMLESS = ("tools", "call", "play", "explain", "lint")
"""Verbs that write nothing and end by themselves."""


def blocks(language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall(README.read_text()) if kind == language]


def commands() -> list[list[str]]:
    lines = [line for text in blocks("sh") for line in text.splitlines()]
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("awmc ")]


def test_the_readme_shows_every_verb() -> None:
    assert {command[0] for command in commands()} == set(VERBS)


@pytest.mark.parametrize(
    "command", [c for c in commands() if c[0] in HARMLESS], ids=lambda command: command[0]
)
def test_a_command_works(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command) == 0
    assert capsys.readouterr().out


def test_the_python_works(capsys: pytest.CaptureFixture[str]) -> None:
    (text,) = blocks("python")
    exec(compile(text, "README.md", "exec", dont_inherit=True), {})
    said = capsys.readouterr().out
    assert "\nTrue {'id': " in said and "\nDiff(" in said


def test_the_makefile_has_the_two_commands() -> None:
    (start, *_) = blocks("sh")
    targets = re.findall(r"^make (\w+)", start, re.MULTILINE)
    makefile = (README.parent / "Makefile").read_text()
    assert targets == ["demo", "test"]
    assert all(f"\n{target}:" in makefile for target in targets)
