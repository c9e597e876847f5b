"""`awmc fmt`: specs in the one format."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from awmc.batch import find_specs
from awmc.cli.output import colored, no_specs, show_diff, spec_paths
from awmc.diagnostics.render import render_all
from awmc.diagnostics.words import counted
from awmc.formatting import Outcome, format_bytes, format_file, write_outcome
from awmc.source import Sources

STDIN = Path("-")


@click.command("fmt")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; list the files that would change."
)
@click.option("--diff", "as_diff", is_flag=True, help="Write nothing; show what would change.")
@click.option(
    "--stdin-filename",
    metavar="NAME",
    help="Format standard input to standard output; messages call it NAME.",
)
def command(
    paths: tuple[Path, ...], only_check: bool, as_diff: bool, stdin_filename: str | None
) -> int:
    """Bring specs into the one format.

    By default those in specs/; `-` is standard input.

    Exits with 1 where --check or --diff find a file to change, or where a file could not be formatted whole.
    """
    if stdin_filename is not None or STDIN in paths:
        if set(paths) - {STDIN}:
            raise click.UsageError("standard input is formatted alone, without files")
        return _format_stdin(stdin_filename or "-", only_check, as_diff)
    files, misused = _files(spec_paths(paths))
    became = Counter(_format(file, only_check, as_diff) for file in files)
    _summarise(became, dry=only_check or as_diff)
    failed = became["incomplete"] or became["failed"]
    found = (only_check or as_diff) and became["reformatted"]
    return 2 if misused else int(bool(failed or found))


def _files(paths: Iterable[Path]) -> tuple[list[Path], bool]:
    """The specs that the paths name, and whether some name none, which is told."""
    files: dict[Path, None] = {}
    misused = False
    for path in paths:
        told = no_specs([path])
        found = find_specs([path]) if path.exists() and not told else []
        if told:
            click.echo(f"awmc: {told}", err=True)
            misused = True
        elif not found:
            reason = f"no .awm file in {path}" if path.is_dir() else f"there is no file {path}"
            click.echo(f"awmc: {reason}; write one with `awmc new shop`", err=True)
            misused = True
        files.update(dict.fromkeys(found))
    return list(files), misused


def _format(path: Path, only_check: bool, as_diff: bool) -> str:
    """Format one file, or tell what would change; what became of it."""
    outcome = format_file(path)
    _tell(outcome)
    if outcome.result is None or outcome.result.fault:
        return "failed"
    if outcome.changed and (only_check or as_diff):
        _show(outcome, as_diff)
    elif outcome.changed:
        try:
            write_outcome(path, outcome)
        except OSError as error:
            click.echo(f"awmc: cannot write {path}: {error.strerror}", err=True)
            return "failed"
    if not outcome.is_complete:
        return "incomplete"
    return "reformatted" if outcome.changed else "unchanged"


def _show(outcome: Outcome, as_diff: bool) -> None:
    if as_diff:
        show_diff(outcome.diff())
    else:
        click.echo(f"would reformat {outcome.path}")


def _tell(outcome: Outcome) -> None:
    """Show why a file could not be formatted whole."""
    sources = Sources()
    if outcome.file is not None:
        sources.add(outcome.file)
    color = colored(sys.stderr)
    click.echo(render_all(outcome.found, sources, color=color), err=True, nl=False, color=color)
    if outcome.reason:
        click.echo(f"awmc: {outcome.path}: {outcome.reason}", err=True)


def _summarise(became: Counter[str], dry: bool) -> None:
    would = "would be " if dry else ""
    said = {
        "reformatted": f"{would}reformatted",
        "unchanged": f"{would}left unchanged",
        "incomplete": f"{would}formatted in part",
        "failed": "could not be formatted",
    }
    parts = [
        f"{counted(became[key], 'file')} {words}" for key, words in said.items() if became[key]
    ]
    if parts:
        click.echo(", ".join(parts), err=True)


def _format_stdin(name: str, only_check: bool, as_diff: bool) -> int:
    """Format standard input; what cannot be formatted comes out as it went in."""
    data = sys.stdin.buffer.read()
    outcome = format_bytes(data, name)
    _tell(outcome)
    if outcome.changed and (only_check or as_diff):
        _show(outcome, as_diff)
    elif not only_check and not as_diff:
        sys.stdout.buffer.write(outcome.data if outcome.result is not None else data)
        sys.stdout.buffer.flush()
    return int(not outcome.is_complete or (outcome.changed and (only_check or as_diff)))
