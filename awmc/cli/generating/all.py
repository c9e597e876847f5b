"""`awmc gen all`: from seeds, or one line about a world, to proven specs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from awmc.cli import generation
from awmc.cli.output import Failure

if TYPE_CHECKING:
    from awmc.synth.session import Session


@click.command("all")
@click.option("--scenario", metavar="TEXT", help="A line about the one world that is wanted.")
@click.option(
    "--seeds",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file of topics, one a line; with --count.",
)
@click.option("--count", type=click.IntRange(1), help="How many scenarios there shall be.")
@click.option(
    "--tasks",
    "tasks_each",
    type=click.IntRange(1),
    default=10,
    show_default=True,
    help="How many tasks a scenario.",
)
@generation.size_options
@generation.options
def command(
    scenario: str | None,
    seeds: Path | None,
    count: int | None,
    tasks_each: int,
    tools: tuple[int, int],
    jobs: int,
    **options: Any,
) -> int:
    """Do all steps: scenarios, their tasks, their specs.

    Exits with 1 unless all specs are proven.
    """
    if not any((scenario, seeds)) or all((scenario, seeds)):
        raise click.UsageError("say what to make: --scenario TEXT, or --seeds FILE with --count N")
    if (seeds is None) != (count is None):
        raise click.UsageError("--seeds and --count go together")

    async def work(session: Session) -> int:
        from awmc.synth import steps
        from awmc.synth.proposals import Settings
        from awmc.synth.seeds import read_seeds, scenario_of

        if seeds is not None and count is not None:
            found, enough = await steps.find_scenarios(
                session, read_seeds(seeds), count, Settings()
            )
        else:
            found, enough = [steps.add_scenario(session, scenario_of(scenario or ""))], True
        tasks = await steps.find_tasks(session, found, tasks_each)
        if not tasks:
            raise Failure("no tasks were found, so that there is no spec to write")
        names = [one.scenario for one in tasks]
        batch = await steps.write_specs(session, steps.jobs_for(session, names, tools), jobs)
        return generation.show(session, batch) or int(not enough or len(tasks) < len(found))

    return generation.run(work, **options)
