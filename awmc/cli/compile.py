"""`awmc compile`: specs into running environments."""

from __future__ import annotations

import os
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from awmc.batch import compile_all, compile_anew, run_all, specs_only
from awmc.cache import Cache, open_cache
from awmc.cache.results import LostError
from awmc.cache.store import Store
from awmc.checked import Checked, Package
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
from awmc.emit.owned import WriteError
from awmc.emit.write import READING, Look, WriteReport, check, write

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
    "--no-cache",
    is_flag=True,
    envvar="AWMC_NO_CACHE",
    help="Compile everything anew. AWMC_NO_CACHE=1 does the same, and AWMC_CACHE_DIR is where results are kept, else ~/.cache/awmc.",
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
    no_cache: bool,
    form: str | None,
) -> int:
    """Compile specs into environments: SQL, tools, tasks and verifiers.

    PATHS are specs and folders of specs, by default specs/. The data is built and every task is played by its solution, so mistakes in them
    show here. What is written is replaced only where it has changed, and a file that awmc did not write is never overwritten.

    Exits with 1 where a spec has errors, or where --check finds stale output.
    """
    if again and (only_check or form):
        raise click.UsageError("--watch goes with neither --check nor --emit")
    if form is not None:
        return _print_ir(paths)
    folder = output or from_settings(settings().output)
    once = partial(_compile, paths, folder, jobs, only_check, not no_cache)
    return watch(paths, once) if again else once()


def _compile(
    paths: tuple[Path, ...], output: Path, jobs: int | None, only_check: bool, cached: bool
) -> int:
    specs = spec_files(paths)
    cache = open_cache(output) if cached else None
    work = (_Checking if only_check else _Writing)(output, cache)
    results = []
    try:
        every = compile_all(specs, jobs=jobs or os.cpu_count() or 1, cache=cache)
        for checked in _shown(every, len(specs)):
            results.append(work.take(checked))
    finally:
        if cache is not None:
            cache.close()
    found = specs_only(results)
    show_diagnostics(found)
    if cache is not None and cache.store.problem is not None:
        _tell_of(cache.store)
    stale = work.finish()
    return int(stale or any(checked.errors for checked in found))


class _Work(ABC):
    """What is done with packages as they come, so that the texts of all of them are never held at once."""

    def __init__(self, output: Path, cache: Cache | None) -> None:
        self.output, self.cache = output, cache
        self.look: Look = READING if cache is None else cache.outputs
        self.failed: WriteError | None = None
        """Why the first folder of those that cannot be written is one."""

    def take(self, checked: Checked) -> Checked:
        """Do it with one; the result without the texts."""
        try:
            return self._taken(checked)
        except LostError:  # another run made room in the cache
            keeper = None if self.cache is None else self.cache.keeper
            return self._taken(compile_anew(Path(checked.path), keeper))

    def _taken(self, checked: Checked) -> Checked:
        if checked.package is None:
            return checked
        try:
            self.do(checked, checked.package)
        except WriteError as error:
            self.failed = self.failed or error
        return replace(checked, package=replace(checked.package, files={}))

    @abstractmethod
    def do(self, checked: Checked, package: Package) -> None:
        """Do it with one."""

    def finish(self) -> bool:
        """Tell of all; whether anything was stale. Raises Failure where a folder cannot be written."""
        stale = self.tell()
        if self.failed is not None:
            raise Failure(str(self.failed)) from self.failed
        return stale

    @abstractmethod
    def tell(self) -> bool:
        """Tell of what was done; whether anything was stale."""


class _Checking(_Work):
    """Compares."""

    stale = ""

    def do(self, checked: Checked, package: Package) -> None:
        self.stale += check({package.name: package.files}, self.output, self.look)

    def tell(self) -> bool:
        show_diff(self.stale)
        return bool(self.stale)


class _Writing(_Work):
    """Writes; after a failure no more."""

    def __init__(self, output: Path, cache: Cache | None) -> None:
        super().__init__(output, cache)
        self.reports: list[tuple[float, Package, WriteReport]] = []

    def do(self, checked: Checked, package: Package) -> None:
        if self.failed is not None:
            return
        reports = write({package.name: package.files}, self.output, self.look)
        told = replace(package, files={})
        self.reports.append((checked.seconds, told, reports[package.name]))

    def tell(self) -> bool:
        for seconds, package, report in self.reports:
            _report(seconds, package, report, self.output / package.name)
        return False


def _shown(results: Iterator[Checked], number: int) -> Iterator[Checked]:
    """The results as they come, with a progress bar for many on a terminal."""
    if number < MANY or not sys.stderr.isatty():
        yield from results
        return
    with click.progressbar(length=number, label="compiling", file=sys.stderr) as bar:
        for checked in results:
            yield checked
            bar.update(1)


def _tell_of(store: Store) -> None:
    click.echo(
        f"awmc: nothing is kept in the cache {store.root}: {store.problem}; "
        "AWMC_CACHE_DIR names another folder, --no-cache does without",
        err=True,
    )


def _report(seconds: float, package: Package, report: WriteReport, folder: Path) -> None:
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
    click.echo(f"{name}: {', '.join(parts)}; {done}; {seconds:.2f} s", color=colored(sys.stdout))
    for line in package.dropped:
        click.echo(f"  {line}")
    for kept in report.kept:
        click.echo(f"  {folder / kept} was not written by awmc, and stays")


def _print_ir(paths: tuple[Path, ...]) -> int:
    from awmc.driver import Options
    from awmc.ir.codec import dump_json

    results = run_all(spec_files(paths), Options())
    show_diagnostics(results)
    for checked in results:
        if checked.environment is not None:
            click.echo(dump_json(checked.environment))
    return int(any(checked.errors for checked in results))
