"""`awmc play`: one task from its start to its end, and its verdict."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from awmc.cli import environments
from awmc.cli.call import pretty
from awmc.cli.output import Failure
from awmc.cli.shell import diff_lines
from awmc.cli.verdicts import show_verdict
from awmc.diagnostics.words import counted
from awmc.prove.fuzz.script import ScriptCall, read_script
from awmc.prove.plans import solution_of
from awmc.prove.stage import right_text
from awmc.runtime.environment import Environment
from awmc.runtime.episode import Episode, Side
from awmc.runtime.judging.model import Verdict
from awmc.runtime.rubrics import rubric
from awmc.runtime.trajectory import trajectory_json

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("play")
@environments.argument
@click.argument("task")
@click.option("--solution", is_flag=True, help="Play the task's own solution, call by call.")
@click.option(
    "--script",
    metavar="FILE",
    help='Play the calls of a JSON file: [{"tool": …, "arguments": {…}, "side": "agent"}, …]; - reads standard input.',
)
@click.option("--answer", help="The agent's final text. With --solution, by default the right one.")
@click.option("--trajectory", type=_FILE, help="Write the calls, results and verdict as JSON.")
@click.option("--initial", type=_FILE, help="Write the start as a SQLite file.")
@click.option("--final", type=_FILE, help="Write the end as a SQLite file, for `awmc verify`.")
@environments.extern_option
def command(
    environment: str,
    task: str,
    solution: bool,
    script: str | None,
    answer: str | None,
    trajectory: Path | None,
    initial: Path | None,
    final: Path | None,
    allow_extern: bool,
) -> int:
    """Play a task to its end, and judge it.

    ENV is a spec, a generated folder, or the name of either. TASK is an instance (return_overdue[L00003]) or a family (return_overdue), whose
    first instance is played.

    Exits with 0 where the task is done, else with 1.
    """
    if solution == (script is not None):
        raise click.UsageError(
            "say how to play it: --solution plays the task's own solution, --script FILE the calls of a file"
        )
    with environments.open_environment(environment, allow_extern=allow_extern) as env:
        instance = find_task(env, task)
        calls = _solution(instance) if script is None else _script(script)
        if answer is None and solution:
            answer = right_text(rubric(instance).answers)
        with environments.open_episode(env, task=instance["id"]) as episode:
            save(episode, initial)
            play(episode, instance, calls)
            verdict = episode.verify(answer)
            _show_end(episode, answer, verdict)
            save(episode, final)
            if trajectory is not None:
                steps = episode.trajectory
                write_json(trajectory, trajectory_json(env.name, instance, steps, answer, verdict))
    return int(verdict.reward != 1.0)


def find_task(env: Environment, name: str) -> dict[str, Any]:
    """The instance of that id, or the first of that family."""
    tasks = env.tasks()
    for instance in tasks:
        if name in (instance["id"], instance["family"]):
            return instance
    families = ", ".join(dict.fromkeys(str(instance["family"]) for instance in tasks))
    raise Failure(f"{env.name} has no task {name}; its tasks are {families or 'none'}")


def _solution(instance: dict[str, Any]) -> list[ScriptCall]:
    return [ScriptCall(c.tool, dict(c.arguments), c.side) for c in solution_of(instance)]


def _script(name: str) -> list[ScriptCall]:
    shown = "standard input" if name == "-" else name
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
        return list(read_script(json.loads(text)).calls)
    except OSError as error:
        raise Failure(f"cannot read {shown}: {error.strerror}") from error
    except ValueError as error:
        raise Failure(f"{shown} is no script: {error}") from error
    except RecursionError as error:
        raise Failure(f"{shown} is no script: it is nested too deeply") from error


def play(episode: Episode, instance: dict[str, Any], calls: Iterable[ScriptCall]) -> None:
    """Make the calls, and show each with its result."""
    show_start(instance)
    for call in calls:
        result = episode.call(call.tool, call.arguments, side=call.side)
        arguments = json.dumps(call.arguments, ensure_ascii=False)
        show_call(call.side, call.tool, arguments, pretty(json.loads(result.text)))


def show_start(instance: dict[str, Any]) -> None:
    """Print which task is played, by whom, and what the agent is told."""
    click.echo(f"task    {instance['id']}")
    if instance["actor"] is not None:
        actor = instance["actor"]
        click.echo(f"actor   {', '.join(map(str, actor)) if isinstance(actor, list) else actor}")
    click.echo(f"agent   is told: {instance['instruction']}")


def show_call(side: Side, tool: str, arguments: str, result: str) -> None:
    """Print a call and what it gave."""
    click.echo(f"\n{side:<7} {tool} {arguments}")
    click.echo(indented(result))


def _show_end(episode: Episode, answer: str | None, verdict: Verdict) -> None:
    click.echo("\nchanged since the start")
    for line in diff_lines(episode.environment, episode.diff()) or ["nothing"]:
        click.echo(f"        {line}")
    if answer:
        click.echo(f"answer  {answer}")
    steps = episode.trajectory
    failed = sum(not step.result.ok for step in steps)
    click.echo(f"\n{counted(len(steps), 'call')}, {failed} failed")
    show_verdict(verdict)


def save(episode: Episode, path: Path | None) -> None:
    """Write an episode's state as a SQLite file, if there is a path."""
    if path is not None:
        try:
            episode.save(path)
        except OSError as error:
            raise Failure(f"cannot write {path}: {error.strerror}") from error


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Write a JSON file, or fail clearly."""
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    try:
        path.write_text(text, "utf-8", errors="backslashreplace")
    except OSError as error:
        raise Failure(f"cannot write {path}: {error.strerror}") from error


def indented(text: str) -> str:
    """The lines, below the words of a head."""
    return "\n".join(f"        {line}" for line in text.split("\n"))
