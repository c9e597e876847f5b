"""The reference of the command line is of the command line as it is."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from awmc.cli import VERBS, group
from awmc.cli.pages import PAGE, README, page
from awmc.config import Config, LintConfig, find_config
from awmc.lint.selection import select
from tests.fences import blocks


def test_the_page_is_current() -> None:
    """Where this fails: python -m awmc.cli.pages"""
    assert page(README.read_text("utf-8")) == PAGE.read_text("utf-8")


def commands(above: click.Group, names: Iterable[str]) -> Iterator[click.Command]:
    context = click.Context(above)
    for name in names:
        command = above.get_command(context, name)
        assert command is not None, name
        yield command
        if isinstance(command, click.Group):
            yield from commands(command, command.list_commands(context))


@pytest.mark.parametrize("command", list(commands(group, VERBS)), ids=lambda command: command.name)
def test_a_verb_is_told_in_a_line_and_every_option_is_told(command: click.Command) -> None:
    assert command.help
    line = command.help.split("\n")[0]
    assert len(line) <= 70 and line.endswith("."), line
    for option in command.params:
        assert not isinstance(option, click.Option) or option.help, option.name


def test_the_settings_that_are_shown_are_all_and_are_right(tmp_path: Path) -> None:
    [shown] = [block.text for block in blocks(PAGE) if block.language == "toml"]
    (tmp_path / "awmc.toml").write_text(shown, encoding="utf-8")
    config = find_config(tmp_path)
    settings = tomllib.loads(shown)
    assert settings.keys() == {one.name for one in fields(Config)} - {"folder"}
    assert {key.replace("-", "_") for key in settings["lint"]} == {
        one.name for one in fields(LintConfig)
    }
    select(config)  # knows every rule that is named
