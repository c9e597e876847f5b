"""`awmc gen tasks`: what the users of each world want done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from awmc.cli import generation

if TYPE_CHECKING:
    from awmc.synth.session import Session


@click.command("tasks")
@click.option(
    "--count", type=click.IntRange(1), default=10, show_default=True, help="How many a scenario."
)
@generation.options
def command(count: int, **options: Any) -> int:
    """Find the tasks that the users of each scenario want done.

    They go to OUT/tasks.jsonl, a scenario a line, where they may be edited; scenarios that have their tasks are not asked about.
    """

    async def work(session: Session) -> int:
        from awmc.synth import steps

        wanted = steps.chosen(session)
        found = await steps.find_tasks(session, wanted, count)
        return int(len(found) < len(wanted))

    return generation.run(work, **options)
