"""`awmc gen more-tasks`: new, proven tasks for an environment that there is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from awmc.cli import generation

if TYPE_CHECKING:
    from awmc.synth.session import Session


@click.command("more-tasks")
@click.argument("spec", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--count", type=click.IntRange(1), default=10, show_default=True, help="How many tasks to add."
)
@click.option(
    "--walk-seed",
    type=int,
    default=0,
    show_default=True,
    help="What the choice of tools and rows depends on: another number finds other tasks.",
)
@click.option(
    "--in-place",
    is_flag=True,
    help="Add the tasks to SPEC itself, in the place of a copy in OUT/specs.",
)
@generation.options
def command(spec: Path, count: int, walk_seed: int, in_place: bool, **options: Any) -> int:
    """Add tasks to the environment of a spec, each proven.

    They are found by walking the graph of which tool needs what another gives or changes, and proven before a model is asked; the model only words them. The
    text of SPEC stays as it is; the new tasks stand at its end.

    Exits with 1 where fewer are found.
    """

    async def work(session: Session) -> int:
        from awmc.synth.more_tasks.placing import add_tasks
        from awmc.synth.more_tasks.steps import Settings

        settings = Settings(seed=walk_seed)
        found = await add_tasks(session, spec, count, settings, in_place=in_place)
        return int(len(found.added) < count)

    return generation.run(work, **options)
