"""`awmc stats`: how much is in specs, and what of the language they use."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from awmc.batch import run_all
from awmc.cli.output import show_diagnostics, spec_files
from awmc.driver import Options
from awmc.stats import Stats, all_constructs, page, stats, table


@click.command("stats")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--generated",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("generated"),
    show_default=True,
    help="Where the proofs of the environments are.",
)
@click.option(
    "--output-format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to show the numbers.",
)
def command(paths: tuple[Path, ...], generated: Path, form: str) -> int:
    """Count what is in specs, and what they are made into.

    PATHS are specs and folders of specs, by default specs/.

    Exits with 1 where a spec has errors.
    """
    specs = spec_files(paths)
    results = run_all(specs, Options(emit=True), jobs=min(len(specs), os.cpu_count() or 1))
    if any(checked.errors for checked in results):
        show_diagnostics(results)
        return 1
    found = [stats(c, c.package, generated) for c in results if c.package is not None]
    match form:
        case "json":
            click.echo(json.dumps([one.as_json() for one in found], indent=2))
        case "markdown":
            click.echo(page(found), nl=False)
        case _:
            _show(found)
    return 0


def _show(found: list[Stats]) -> None:
    rows = table(found)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        click.echo("  ".join([row[0].ljust(widths[0]), *cells]))
    known = [name for names in all_constructs().values() for name in names]
    unused = [name for name in known if not any(name in one.constructs for one in found)]
    click.echo(f"\n{len(known) - len(unused)} of {len(known)} constructs of the language are used")
    if unused:
        click.echo(f"not used: {', '.join(unused)}")
