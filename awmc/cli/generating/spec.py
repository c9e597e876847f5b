"""`awmc gen spec`: the specs of scenarios, written, repaired and proven."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from awmc.cli import generation

if TYPE_CHECKING:
    from awmc.synth.session import Session


@click.command("spec")
@click.argument("names", nargs=-1, metavar="[SCENARIO]...")
@generation.size_options
@generation.options
def command(names: tuple[str, ...], tools: tuple[int, int], jobs: int, **options: Any) -> int:
    """Write the specs of scenarios and their tasks, and prove them.

    By default all in OUT/scenarios.jsonl. What is proven goes to OUT/specs, what never got clean to OUT/quarantine, the stories to OUT/reports and OUT/report.html.

    Exits with 1 unless all are proven.
    """

    async def work(session: Session) -> int:
        from awmc.synth import steps

        batch = await steps.write_specs(session, steps.jobs_for(session, names, tools), jobs)
        return generation.show(session, batch)

    return generation.run(work, **options)
