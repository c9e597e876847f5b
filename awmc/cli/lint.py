"""`awmc lint`: everything that can be said about specs, and nothing written."""

from __future__ import annotations

from pathlib import Path

import click

from awmc.batch import diagnostics, run_all
from awmc.cli.output import show_diagnostics, spec_files
from awmc.diagnostics.model import Severity


@click.command("lint")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to show what was found.",
)
def command(paths: tuple[Path, ...], output_format: str) -> int:
    """Check specs (by default those in specs/) and show every diagnostic.

    Exits with 1 where there is an error or a warning.
    """
    results = run_all(spec_files(paths), emit=False)
    found, sources = diagnostics(results)
    if output_format == "json":
        from awmc.diagnostics.render_json import render_json

        click.echo(render_json(found, sources), nl=False)
    else:
        show_diagnostics(results)
        if not found:
            click.echo(f"{len(results)} checked, nothing found")
    return int(any(one.severity is not Severity.note for one in found))
