"""`awmc compile`: specs into running environments."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from awmc.batch import run_all
from awmc.cli.output import (
    Failure,
    colored,
    from_settings,
    settings,
    show_diagnostics,
    show_diff,
    spec_files,
)
from awmc.cli.watching import watch
from awmc.diagnostics.words import counted
from awmc.driver import Checked, Options
from awmc.emit.write import WriteError, WriteReport, check, write

MANY = 8
"""From so many specs on, a terminal shows a progress bar."""


@click.command("compile")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help="The folder in which each environment gets a folder of its own; by default generated/.",
)
@click.option(
    "--check",
    "only_check",
    is_flag=True,
    help="Write nothing; show a diff where the output is stale.",
)
@click.option(
    "--watch",
    "again",
    is_flag=True,
    help="Go on, and compile again whenever a file changes.",
)
@click.option(
    "--jobs", type=click.IntRange(1, 256), default=None, help="How many specs to compile at once."
)
@click.option(
    "--emit", "form", type=click.Choice(["ir"]), help="Print the intermediate form as JSON instead."
)
def command(
    paths: tuple[Path, ...],
    output: Path | None,
    only_check: bool,
    again: bool,
    jobs: int | None,
    form: str | None,
) -> int:
    """Compile specs into environments: SQL, tools, tasks and verifiers.

    PATHS are specs and folders of specs, by default specs/. The data is built and every task is played by its solution, so mistakes in them
    show here. What is written is replaced only where it has changed.

    Exits with 1 where a spec has errors, or where --check finds stale output.
    """
    if again and (only_check or form):
        raise click.UsageError("--watch goes with neither --check nor --emit")
    if form is not None:
        return _print_ir(paths)
    folder = output or from_settings(settings().output)
    if again:
        return watch(paths, lambda: _compile(paths, folder, jobs, only_check=False))
    return _compile(paths, folder, jobs, only_check)


def _compile(paths: tuple[Path, ...], output: Path, jobs: int | None, only_check: bool) -> int:
    specs = spec_files(paths)
    results = _run(specs, jobs or min(len(specs), os.cpu_count() or 1))
    show_diagnostics(results)
    made = [(checked, checked.package) for checked in results]
    files = {package.name: package.files for _, package in made if package is not None}
    if only_check:
        stale = check(files, output)
        show_diff(stale)
        return int(bool(stale) or any(checked.errors for checked in results))
    try:
        reports = write(files, output)
    except WriteError as error:
        raise Failure(str(error)) from error
    for checked, package in made:
        if package is not None:
            _report(checked, reports[package.name], output / package.name)
    return int(any(checked.errors for checked in results))


def _run(specs: list[Path], jobs: int) -> list[Checked]:
    if len(specs) < MANY or not sys.stderr.isatty():
        return run_all(specs, Options(emit=True), jobs=jobs)
    with click.progressbar(length=len(specs), label="compiling", file=sys.stderr) as bar:
        return run_all(specs, Options(emit=True), jobs=jobs, done=lambda _: bar.update(1))


def _report(checked: Checked, report: WriteReport, folder: Path) -> None:
    package = checked.package
    if package is None:
        return
    parts = (
        counted(len(package.rows), "table"),
        counted(package.tools, "tool"),
        counted(sum(package.rows.values()), "row"),
        counted(sum(package.tasks.values()), "task"),
    )
    done = f"{counted(len(report.written), 'file')} written, {len(report.unchanged)} unchanged"
    if report.removed:
        done += f", {len(report.removed)} removed"
    name = click.style(package.name, bold=True)
    click.echo(
        f"{name}: {', '.join(parts)}; {done}; {checked.seconds:.2f} s", color=colored(sys.stdout)
    )
    for line in package.dropped:
        click.echo(f"  {line}")
    for kept in report.kept:
        click.echo(f"  {folder / kept} was not written by awmc, and stays")


def _print_ir(paths: tuple[Path, ...]) -> int:
    from awmc.ir.codec import dump_json

    results = run_all(spec_files(paths), Options())
    show_diagnostics(results)
    for checked in results:
        if checked.environment is not None:
            click.echo(dump_json(checked.environment))
    return int(any(checked.errors for checked in results))
