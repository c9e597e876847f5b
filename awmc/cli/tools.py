"""`awmc tools`: what can be called in an environment."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from awmc.cli import environments
from awmc.cli.output import colored


@click.command("tools")
@environments.argument
@click.option(
    "--json", "as_json", is_flag=True, help="Show the whole description, with its JSON Schemas."
)
def command(environment: str, as_json: bool) -> int:
    """List the tools of an environment, and how to call them.

    ENV is a spec, a generated folder, or the name of either.
    """
    with environments.open_environment(environment) as env:
        specs = [*env.tools("agent"), *env.tools("user")]
    if as_json:
        click.echo(json.dumps(specs, indent=2, ensure_ascii=False))
        return 0
    for spec in specs:
        click.echo(describe(spec), color=colored(sys.stdout))
    return 0


def describe(spec: dict[str, Any]) -> str:
    """One tool in two lines: how to call it, and what it does."""
    name = click.style(spec["name"], bold=True)
    required = set(spec["inputSchema"]["required"])
    names = spec["inputSchema"]["properties"]
    parameters = "".join(f" {n}=" if n in required else f" [{n}=]" for n in names)
    marks = [
        word
        for word, holds in (
            ("for the user", spec["side"] == "user"),
            ("reads only", spec["annotations"]["readOnlyHint"]),
            ("ends the episode", spec["ends"]),
        )
        if holds
    ]
    note = f" ({', '.join(marks)})" if marks else ""
    return f"{name}{parameters}\n    {spec['description']}{note}"
