"""`awmc lint`: everything that can be said about specs, and nothing written."""

from __future__ import annotations

from pathlib import Path

import click

from awmc.batch import diagnostics, run_all, with_users
from awmc.cli.output import Failure, counted, show_diagnostics, spec_files
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
@click.option(
    "--fix", is_flag=True, help="First mend what can be mended without a change of meaning."
)
def command(paths: tuple[Path, ...], output_format: str, fix: bool) -> int:
    """Check specs (by default those in specs/) and show every diagnostic.

    A file that others bring in with `use` is checked as a part of them.
    Exits with 1 where there is an error or a warning.
    """
    specs = spec_files(paths)
    if fix:
        _fix(specs)
    results = run_all(with_users(specs), emit=False)
    found, sources = diagnostics(results)
    if output_format == "json":
        from awmc.diagnostics.render_json import render_json

        click.echo(render_json(found, sources), nl=False)
    else:
        show_diagnostics(results)
        if not found:
            click.echo(f"{len(results)} checked, nothing found")
    return int(any(one.severity is not Severity.note for one in found))


def _fix(specs: list[Path]) -> None:
    from awmc.fixing import fix_files

    try:
        click.echo(f"{counted(fix_files(specs), 'file')} mended", err=True)
    except OSError as error:
        raise Failure(f"cannot write {error.filename}: {error.strerror}") from error
