"""`awmc agent`: a language model plays tasks."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from awmc.cli import endpoints, environments
from awmc.cli.output import Failure, require_extra
from awmc.cli.play import find_task
from awmc.runtime.environment import Environment

if TYPE_CHECKING:
    from awmc.endpoint.model import Endpoint

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("agent")
@environments.argument
@click.argument("task", required=False)
@click.option("--family", metavar="NAME", help="Play all instances of a task.")
@click.option("--all", "every", is_flag=True, help="Play all instances of all tasks.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Play no more than so many.")
@click.option(
    "-o",
    "--output",
    type=_FILE,
    help="Add each run as a line of JSON; what is there is not played again.",
)
@click.option(
    "--concurrency",
    type=click.IntRange(1),
    default=4,
    show_default=True,
    help="How many are played at once.",
)
@endpoints.options(timeout=120.0)
@click.option(
    "--user-model", metavar="NAME", help="The model that plays the user. By default the same."
)
@click.option("--user-base-url", metavar="URL", help="Its endpoint. By default the same.")
@click.option(
    "--max-turns",
    type=click.IntRange(1),
    default=50,
    show_default=True,
    help="How many messages the agent may write.",
)
@click.option(
    "--max-result",
    type=click.IntRange(1),
    default=50_000,
    show_default=True,
    metavar="CHARACTERS",
    help="How much of one result a model sees.",
)
@click.option(
    "--system",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A file with the agent's system text. By default it is the policy, the day and who is signed in.",
)
@click.option("--trajectory", type=_FILE, help="Write the run of the one TASK as JSON.")
@environments.extern_option
def command(
    environment: str,
    task: str | None,
    family: str | None,
    every: bool,
    limit: int | None,
    output: Path | None,
    concurrency: int,
    system: Path | None,
    trajectory: Path | None,
    max_turns: int,
    max_result: int,
    allow_extern: bool,
    **asked: Any,
) -> int:
    """Let a language model play a task, or many, and judge it.

    ENV is a spec, a generated folder, or the name of either. TASK is an instance (return_overdue[L00003]) or a family, whose first instance is played.

    The key is that of $OPENAI_API_KEY; a local endpoint needs none. The agent sees the tools, the system text, the instruction and what its calls give. Where a
    task has a script for a user, a second model plays the user.

    Exits with 0 where the one task is done, or all of many could be played; else with 1.
    """
    _check_use(task, family, every, limit, output, trajectory)
    require_extra("agent", "openai", "playing with a model needs openai")
    from awmc.agent.loop import Limits
    from awmc.cli.agents import Setup, play_many, play_one

    endpoint, user = _endpoints(**asked)
    _check_writable(output or trajectory)
    with environments.open_environment(environment, allow_extern=allow_extern) as env:
        setup = Setup(env, endpoint, user, _text(system), Limits(max_turns, max_result))
        if task is not None:
            instance = find_task(env, task)
            return asyncio.run(play_one(setup, instance, trajectory))
        instances = _instances(env, family)[:limit]
        return asyncio.run(play_many(setup, instances, concurrency, output))


def _check_use(
    task: str | None,
    family: str | None,
    every: bool,
    limit: int | None,
    output: Path | None,
    trajectory: Path | None,
) -> None:
    if sum((task is not None, family is not None, every)) != 1:
        raise click.UsageError("say what to play: a TASK, --family NAME, or --all")
    if task is not None and limit is not None:
        raise click.UsageError("--limit goes with --family or --all; of a TASK one is played")
    if task is not None and output is not None:
        raise click.UsageError("--output keeps many runs; that of one TASK goes to --trajectory")
    if task is None and trajectory is not None:
        raise click.UsageError("--trajectory keeps the run of one TASK; many go to --output")


def _check_writable(path: Path | None) -> None:
    """Fail before anything is paid for."""
    if path is not None:
        try:
            path.open("a").close()
        except OSError as error:
            raise Failure(f"cannot write {path}: {error.strerror}") from error


def _endpoints(
    model: str,
    base_url: str | None,
    user_model: str | None,
    user_base_url: str | None,
    **common: Any,
) -> tuple[Endpoint, Endpoint | None]:
    """The agent's endpoint, and the user's where it is another."""
    endpoint = endpoints.endpoint(model, base_url, **common)
    if user_model is None and user_base_url is None:
        return endpoint, None
    users = endpoints.address(user_base_url, "--user-base-url") or endpoint.base_url
    return endpoint, replace(endpoint, model=user_model or model, base_url=users)


def _text(system: Path | None) -> str | None:
    if system is None:
        return None
    try:
        return system.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise Failure(f"cannot read {system}: {error}") from error


def _instances(env: Environment, family: str | None) -> list[dict[str, Any]]:
    if family is None:
        return env.tasks()
    name = find_task(env, family)["family"]
    return [instance for instance in env.tasks() if instance["family"] == name]
