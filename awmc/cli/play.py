"""`awmc play`: one task from its start to its end."""

from __future__ import annotations

import json
from typing import Any

import click

from awmc.cli import environments
from awmc.cli.call import pretty
from awmc.cli.output import Failure, counted
from awmc.cli.shell import diff_lines
from awmc.runtime.environment import Environment
from awmc.runtime.episode import Episode


@click.command("play")
@environments.argument
@click.argument("task")
@click.option("--solution", is_flag=True, help="Play the task's own solution, call by call.")
@environments.extern_option
def command(environment: str, task: str, solution: bool, allow_extern: bool) -> int:
    """Play a task of ENV: an instance (return_overdue[L00003]) or the first one of a family (return_overdue).

    Exits with 1 where a call of the solution fails.
    """
    if not solution:
        raise click.UsageError("say how to play it: --solution plays the task's own solution")
    with environments.open_environment(environment, allow_extern=allow_extern) as env:
        instance = find_task(env, task)
        with environments.open_episode(env, task=instance["id"]) as episode:
            return play_solution(episode, instance)


def find_task(env: Environment, name: str) -> dict[str, Any]:
    """The instance of that id, or the first of that family."""
    tasks = env.tasks()
    for instance in tasks:
        if name in (instance["id"], instance["family"]):
            return instance
    families = ", ".join(dict.fromkeys(str(instance["family"]) for instance in tasks))
    raise Failure(f"{env.name} has no task {name}; its tasks are {families or 'none'}")


def play_solution(episode: Episode, instance: dict[str, Any]) -> int:
    """Make the solution's calls, and show each with its result, then what has changed."""
    click.echo(f"task    {instance['id']}")
    if episode.actor is not None:
        click.echo(f"actor   {', '.join(map(str, episode.actor))}")
    click.echo(f"agent   is told: {instance['instruction']}")
    failed = 0
    for step in instance["solution"]:
        result = episode.call(step["tool"], step["arguments"], side=step["side"])
        click.echo(
            f"\n{step['side']:<7} {step['tool']} {json.dumps(step['arguments'], ensure_ascii=False)}"
        )
        click.echo(_indented(pretty(json.loads(result.text))))
        failed += not result.ok
    click.echo("\nchanged since the start (as stored, money in cents)")
    for line in diff_lines(episode.diff()) or ["nothing"]:
        click.echo(f"        {line}")
    for answer in instance["answers"]:
        value = answer["value"]
        click.echo(f"answer  {value if isinstance(value, str) else pretty(value)}")
    click.echo(f"\n{counted(len(instance['solution']), 'call')}, {failed} failed")
    return int(failed > 0)


def _indented(text: str) -> str:
    return "\n".join(f"        {line}" for line in text.split("\n"))
