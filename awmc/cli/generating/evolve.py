"""`awmc gen evolve`: a harder environment from one that is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from awmc.cli import generation
from awmc.cli.output import Failure

if TYPE_CHECKING:
    from awmc.synth.session import Session


def _name(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    from awmc.synth.records import NAME

    if value is not None and not re.fullmatch(NAME, value):
        raise click.BadParameter(f"{value!r} is no name of an environment: write it as bank_2")
    return value


@click.command("evolve")
@click.argument("spec", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--name",
    callback=_name,
    help="What it is called. By default as the spec, with the next number.",
)
@click.option(
    "--rules",
    type=click.IntRange(0),
    default=3,
    show_default=True,
    help="So many more rules in the data: checks, flows, invariants.",
)
@click.option(
    "--rows",
    type=click.FloatRange(1, 100),
    default=1.5,
    show_default=True,
    help="So many times the rows: distractors.",
)
@click.option(
    "--calls",
    type=click.FloatRange(0, 100),
    default=1.0,
    show_default=True,
    help="So many more calls in the mean of all solutions.",
)
@click.option(
    "--tasks",
    type=click.IntRange(0),
    default=2,
    show_default=True,
    help="So many more tasks.",
)
@generation.jobs_option
@generation.options
def command(
    spec: Path,
    name: str | None,
    rules: int,
    rows: float,
    calls: float,
    tasks: int,
    jobs: int,
    **options: Any,
) -> int:
    """Make the environment of a spec harder, under another name.

    SPEC stays as it is. All its tasks are kept; rules, rows that mislead, longer solutions and tasks are added, and all of it is proven anew. What comes of it goes
    where `awmc gen spec` writes.
    """

    async def work(session: Session) -> int:
        from awmc.synth import steps
        from awmc.synth.evolve import EvolveError, Harder, evolution

        try:
            job = evolution(spec, Harder(rules, tasks, calls, rows), name)
        except EvolveError as error:
            raise Failure(str(error)) from error
        return generation.show(session, await steps.write_specs(session, [job], jobs))

    return generation.run(work, **options)
