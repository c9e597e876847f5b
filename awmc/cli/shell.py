"""`awmc shell`: an episode at the keyboard, or from a pipe."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from awmc.cli import environments
from awmc.cli.arguments import WrongArgument, parse_arguments
from awmc.cli.call import find_tool, pretty
from awmc.cli.output import Failure
from awmc.cli.tools import describe
from awmc.runtime.environment import Environment
from awmc.runtime.episode import Episode
from awmc.runtime.functions import decimal_text
from awmc.runtime.journal import Diff, RowChange
from awmc.runtime.tables import Table

HELP = """\
TOOL [name=value]...   call a tool, such as: {example}
tools                  list the tools
rows [ENTITY]          the rows of an entity; without one, how many each has
diff                   what has changed since the start
reset                  back to the start
as KEY                 start again as another person
help                   this list
quit                   leave
"""
SHOWN = 50
"""At most so many rows are shown at once."""


@click.command("shell")
@environments.argument
@environments.as_option
@environments.extern_option
def command(environment: str, actor: str | None, allow_extern: bool) -> int:
    """Play by hand: call tools, look at rows, see what has changed.

    ENV is a spec, a generated folder, or the name of either. `help` lists what can be typed. Lines come from the keyboard or from a pipe.
    """
    with environments.open_environment(environment, allow_extern=allow_extern) as env:
        shell = Shell(env, environments.open_episode(env, actor))
        try:
            shell.run()
        finally:
            shell.episode.close()
    return 0


@dataclass
class Shell:
    """One session: reads lines until `quit` or the end of the input."""

    env: Environment
    episode: Episode

    def run(self) -> None:
        """Read and obey."""
        terminal = sys.stdin.isatty()
        if terminal:
            _complete(self.words())
            click.echo(f"{self.env.name}, {self._who()}; `help` lists what you can do")
        while (line := _read(f"{self.env.name}> " if terminal else "")) is not None:
            try:
                words = shlex.split(line, comments=True)
            except ValueError as error:
                click.echo(f"{error}; close the quotes")
                continue
            if words and words[0] in ("quit", "exit"):
                return
            if words:
                self.obey(words)

    def obey(self, words: list[str]) -> None:
        """Carry out one line."""
        own: dict[str, Callable[[list[str]], None]] = {
            "help": self._help,
            "tools": self._tools,
            "rows": self._rows,
            "diff": self._diff,
            "reset": self._reset,
            "as": self._as,
        }
        spec, _ = find_tool(self.env, words[0])
        if words[0] in own and spec is None:
            own[words[0]](words[1:])
        else:
            self._call(words)

    def words(self) -> list[str]:
        """What can be typed: commands, tools, entities and parameters."""
        specs = [*self.env.tools("agent"), *self.env.tools("user")]
        names = [f"{name}=" for spec in specs for name in spec["inputSchema"]["properties"]]
        own = ["help", "tools", "rows", "diff", "reset", "as", "quit"]
        return sorted({*own, *(spec["name"] for spec in specs), *self.env.entities, *names})

    def _call(self, words: list[str]) -> None:
        spec, side = find_tool(self.env, words[0])
        try:
            values = parse_arguments(words[1:], spec)
        except WrongArgument as error:
            click.echo(str(error))
            return
        click.echo(pretty(json.loads(self.episode.call(words[0], values, side=side).text)))

    def _help(self, words: list[str]) -> None:
        specs = self.env.tools("agent")
        example = "search limit=5"
        if specs:
            required = specs[0]["inputSchema"]["required"]
            example = " ".join([specs[0]["name"], *(f"{name}=…" for name in required)])
        click.echo(HELP.format(example=example), nl=False)

    def _tools(self, words: list[str]) -> None:
        for spec in [*self.env.tools("agent"), *self.env.tools("user")]:
            click.echo(describe(spec))

    def _rows(self, words: list[str]) -> None:
        if not words:
            for entity in self.env.entities:
                click.echo(f"{entity}: {len(self.episode.rows(entity))}")
            return
        if words[0] not in self.env.entities:
            click.echo(f"there is no entity {words[0]}; there are {', '.join(self.env.entities)}")
            return
        rows, table = self.episode.rows(words[0]), self.env.entities[words[0]].TABLE
        for row in rows[:SHOWN]:
            click.echo(_row(table, row))
        if len(rows) > SHOWN:
            click.echo(f"… and {len(rows) - SHOWN} more")

    def _diff(self, words: list[str]) -> None:
        diff = self.episode.diff()
        for line in diff_lines(self.env, diff):
            click.echo(line)
        if not diff:
            click.echo("nothing has changed")

    def _reset(self, words: list[str]) -> None:
        self.episode.reset()
        click.echo("back at the start")

    def _as(self, words: list[str]) -> None:
        try:
            new = environments.open_episode(self.env, ",".join(words))
        except (Failure, click.UsageError) as error:
            click.echo(error.message)
            return
        self.episode.close()
        self.episode = new
        click.echo(f"back at the start, {self._who()}")

    def _who(self) -> str:
        actor = self.episode.actor
        return "nobody signed in" if actor is None else f"as {', '.join(map(str, actor))}"


def diff_lines(environment: Environment, diff: Diff) -> list[str]:
    """What has changed, a line a row."""
    tables = {name: row.TABLE for name, row in environment.entities.items()}
    lines = [f"+ {_named(c)}  {_row(tables[c.entity], c.after or {})}" for c in diff.added]
    lines += [f"- {_named(c)}  {_row(tables[c.entity], c.before or {})}" for c in diff.removed]
    return lines + [f"~ {_named(c)}  {_cells(tables[c.entity], c)}" for c in diff.changed]


def _named(change: RowChange) -> str:
    return f"{change.entity}({', '.join(map(str, change.key))})"


def _row(table: Table, row: dict[str, Any]) -> str:
    return "  ".join(f"{name}={_value(table, name, value)}" for name, value in row.items())


def _cells(table: Table, change: RowChange) -> str:
    before, after = change.before or {}, change.after or {}
    return ", ".join(
        f"{name}: {_value(table, name, before.get(name))} -> {_value(table, name, value)}"
        for name, value in after.items()
    )


def _value(table: Table, column: str, value: Any) -> str:
    """A value as people write it: money with its decimals."""
    places = table.decimals.get(column)
    if places is not None and isinstance(value, int):
        return decimal_text(value, places)
    return json.dumps(value, ensure_ascii=False)


def _read(prompt: str) -> str | None:
    """The next line; None at the end of the input."""
    try:
        return input(prompt)
    except EOFError:
        return None


def _complete(words: list[str]) -> None:
    """Let the tab key complete words, where the terminal can."""
    try:
        import readline
    except ImportError:  # not on every platform
        return

    def complete(text: str, state: int) -> str | None:
        found = [word for word in words if word.startswith(text)]
        return found[state] if state < len(found) else None

    readline.set_completer_delims(" ")
    readline.set_completer(complete)
    readline.parse_and_bind("tab: complete")
