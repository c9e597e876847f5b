"""`awmc verify`: two database files judged by a task's stand-alone verifier."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import click

from awmc.cli import environments
from awmc.cli.play import find_task
from awmc.cli.verdicts import show_verdict
from awmc.runtime.environment import Environment
from awmc.runtime.judging.model import Verdict, from_json

_FILE = click.Path(path_type=Path)


@click.command("verify")
@environments.argument
@click.argument("task")
@click.option("--initial", type=_FILE, required=True, help="The state in which the task started.")
@click.option("--final", type=_FILE, required=True, help="The state that the agent left.")
@click.option("--answer", help="The agent's final text.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
def command(
    environment: str, task: str, initial: Path, final: Path, answer: str | None, as_json: bool
) -> int:
    """Judge two database files by the verifier of a task.

    ENV is a spec, a generated folder, or the name of either, and TASK an instance or a family, as for `awmc play`. The files are those that
    `awmc play --initial --final` writes, or `episode.save`. They are read and never changed.

    Exits with 0 where the task is done, else with 1.
    """
    with environments.open_environment(environment) as env:
        verdict = judge_files(env, find_task(env, task)["id"], initial, final, answer)
    if as_json:
        click.echo(json.dumps(verdict.as_json(), indent=2, ensure_ascii=False))
    else:
        show_verdict(verdict)
    return int(verdict.reward != 1.0)


def judge_files(
    env: Environment, task: str, initial: Path, final: Path, answer: str | None
) -> Verdict:
    """The verdict of the generated verifier of a task instance."""
    verifiers: Any = importlib.import_module(f"{env.definition.package}.verifiers")
    return from_json(verifiers.TASKS[task](str(initial), str(final), answer))
