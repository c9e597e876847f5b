"""`awmc gen scenarios`: worlds that environments are to be written for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from awmc.cli import generation

if TYPE_CHECKING:
    from awmc.synth.session import Session


@click.command("scenarios")
@click.option(
    "--seeds",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="A file of topics, one a line. A line that describes a world is taken as it is.",
)
@click.option("--count", type=click.IntRange(1), required=True, help="How many there shall be.")
@click.option(
    "--per-category",
    type=click.IntRange(1),
    help="The most of one category. By default a fifth of the count, at least 2.",
)
@click.option(
    "--too-near",
    type=click.FloatRange(0, 1, min_open=True),
    help="From which nearness on two are taken for one. By default 0.35, which is for words; embeddings need their own.",
)
@click.option(
    "--embedding-model",
    metavar="NAME",
    help="Compare by embeddings of this model at the same endpoint, in the place of words.",
)
@generation.options
def command(
    seeds: Path, count: int, per_category: int | None, too_near: float | None, **options: Any
) -> int:
    """Find scenarios: worlds that suit, each unlike the others.

    They go to OUT/scenarios.jsonl, one a line, where they may be edited; what is there counts towards --count.
    """
    if options["embedding_model"] is not None and too_near is None:
        raise click.UsageError(
            "--embedding-model needs --too-near, for how near is too near differs from model to model: 0.85 is a start"
        )

    async def work(session: Session) -> int:
        from awmc.synth import steps
        from awmc.synth.proposals import Settings
        from awmc.synth.seeds import read_seeds

        embed = steps.embeddings(session) if options["embedding_model"] is not None else None
        settings = Settings(too_near=too_near, per_category=per_category, embed=embed)
        _, enough = await steps.find_scenarios(session, read_seeds(seeds), count, settings)
        return int(not enough)

    return generation.run(work, **options)
