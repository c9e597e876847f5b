"""What the verbs share: colour, diagnostics, paths of specs, numbers in words."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import TextIO

import click

from awmc.batch import diagnostics, find_specs
from awmc.checked import Checked
from awmc.config import Config, find_config

_SHOWN = 3
"""So many files are named where there may be many."""


class Failure(click.ClickException):
    """What the user asked for cannot be done; the message says why, and what to do."""

    exit_code = 1

    def show(self, file: object = None) -> None:
        """Print the message, without the word that click puts before it."""
        click.echo(f"awmc: {self.message}", err=True)


class MissingExtra(Failure):
    """An optional library is not installed."""

    exit_code = 2


class NoSpec(Failure):
    """A file that the user names is no spec."""

    exit_code = 2


def require_extra(extra: str, module: str, needs: str) -> None:
    """Fail, with what to install, unless a module of an extra is there. `needs` says what needs it: "the language server needs pygls"."""
    if find_spec(module) is None:
        raise MissingExtra(f'{needs}: pip install "awmc[{extra}]"')


def colored(stream: TextIO) -> bool:
    """Whether to colour what goes to `stream`: on a terminal, unless NO_COLOR is set."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def show_diagnostics(results: Iterable[Checked]) -> None:
    """Print what was found, as text, to standard error."""
    found, sources = diagnostics(results)
    if not found:
        return
    from awmc.diagnostics.render import render_all

    text = render_all(found, sources, color=colored(sys.stderr))
    click.echo(text, err=True, nl=False, color=colored(sys.stderr))


def show_diff(text: str) -> None:
    """Print a unified diff to standard output."""
    color = colored(sys.stdout)
    colors = {"+": "green", "-": "red", "@": "cyan"}
    for line in text.removesuffix("\n").split("\n") if text else ():
        click.echo(click.style(line, fg=colors.get(line[:1])), color=color)


def spec_files(paths: tuple[Path, ...]) -> list[Path]:
    """The specs that the arguments name, else the settings, else `specs/`. A wrong path is a usage error, a file of another kind is NoSpec."""
    wanted = spec_paths(paths)
    for path in wanted:
        if not path.exists():
            hint = "" if paths else "; name a spec, or write one with `awmc new shop`"
            raise click.UsageError(f"there is no file or folder {path}{hint}")
    if told := no_specs(wanted):
        raise NoSpec(told)
    found = find_specs(wanted)
    if not found:
        shown = ", ".join(str(path) for path in wanted)
        raise click.UsageError(f"no .awm file in {shown}; write one with `awmc new shop`")
    return found


def no_specs(paths: Iterable[Path]) -> str:
    """What to tell of files that are no specs by their names: README.md, tools.py; "" where there are none.

    What has no ending, as a pipe has none, may hold a spec, and so may what an editor or a merge leaves beside one: shop.awm~, shop.awm.orig.
    """
    found = [path for path in paths if path.is_file() and not _may_be_spec(path)]
    if not found:
        return ""
    shown = ", ".join(map(str, found[:_SHOWN])) + ", …" * (len(found) > _SHOWN)
    are = "is no spec" if len(found) == 1 else "are no specs"
    return f"{shown} {are}: the name of one ends in .awm; name specs, or folders with specs"


def _may_be_spec(path: Path) -> bool:
    endings = path.suffixes
    return not endings or any(ending.lower().startswith(".awm") for ending in endings)


def spec_paths(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """The paths that the arguments name, else the settings, else `specs/`."""
    return paths or tuple(from_settings(path) for path in settings().specs)


def from_settings(path: str) -> Path:
    """A path of the settings, which starts from their file's folder, as seen from the current one."""
    return Path(os.path.relpath(settings().folder / path)) if "\0" not in path else Path(path)


def settings() -> Config:
    """The settings of the current folder. Raises ConfigError."""
    return find_config(Path())
