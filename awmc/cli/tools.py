"""`awmc tools`: what can be called in an environment."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from awmc.cli import environments
from awmc.cli.output import colored
from awmc.interop.calling import FORMATS
from awmc.runtime.episode import Side


@click.command("tools")
@environments.argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", *FORMATS]),
    default="text",
    help="text for people (the default); openai, anthropic or mcp: the list that each takes as its tools; json: the whole description.",
)
@click.option(
    "--side",
    type=click.Choice(["agent", "user", "all"]),
    help="Whose tools: the agent's, the simulated user's, or all. By default the agent's in the forms for models, else all.",
)
def command(environment: str, form: str, side: str | None) -> int:
    """List the tools of an environment, and how to call them.

    ENV is a spec, a generated folder, or the name of either.
    """
    wanted = side or ("all" if form in ("text", "json") else "agent")
    sides: tuple[Side, ...] = ("agent", "user")
    with environments.open_environment(environment) as env:
        specs = [spec for s in sides if wanted in (s, "all") for spec in env.tools(s)]
    if form != "text":
        click.echo(json.dumps([FORMATS[form](s) for s in specs], indent=2, ensure_ascii=False))
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
