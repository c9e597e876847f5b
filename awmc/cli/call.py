"""`awmc call`: one call of one tool."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from awmc.cli import environments
from awmc.cli.arguments import WrongArgument, parse_arguments
from awmc.runtime.environment import Environment
from awmc.runtime.episode import Side


@click.command("call")
@environments.argument
@click.argument("tool")
@click.argument("arguments", nargs=-1, metavar="[NAME=VALUE]...")
@environments.as_option
@click.option(
    "--db",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A SQLite file that keeps the state from call to call; made where there is none.",
)
@environments.extern_option
def command(
    environment: str,
    tool: str,
    arguments: tuple[str, ...],
    actor: str | None,
    db: Path | None,
    allow_extern: bool,
) -> int:
    """Call one tool, and print its result as JSON.

    ENV is a spec, a generated folder, or the name of either; `awmc tools ENV` lists its tools. name=value gives a text where the tool wants
    one, and JSON elsewhere; name:=value gives JSON.

    Exits with 1 where the call fails.
    """
    with environments.open_environment(environment, allow_extern=allow_extern) as env:
        spec, side = find_tool(env, tool)
        try:
            values = parse_arguments(arguments, spec)
        except WrongArgument as error:
            raise click.UsageError(str(error)) from error
        with environments.open_episode(env, actor, file=db) as episode:
            result = episode.call(tool, values, side=side)
    click.echo(pretty(json.loads(result.text)))
    return int(not result.ok)


def find_tool(env: Environment, name: str) -> tuple[dict[str, Any] | None, Side]:
    """What tools.json says of a tool, and whose it is; None where there is no such tool."""
    sides: tuple[Side, ...] = ("agent", "user")
    for side in sides:
        for spec in env.tools(side):
            if spec["name"] == name:
                return spec, side
    return None, "agent"


def pretty(value: Any) -> str:
    """JSON for people: one line where it is short."""
    line = json.dumps(value, ensure_ascii=False)
    return line if len(line) <= 100 else json.dumps(value, indent=2, ensure_ascii=False)
