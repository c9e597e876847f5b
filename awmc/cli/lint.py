"""`awmc lint`: everything that can be said about specs without running them, and with `--build` by running them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from awmc.batch import diagnostics, run_all, with_users
from awmc.checked import Checked
from awmc.cli.findings import FORMATS, PEOPLE, show_findings, show_statistics
from awmc.cli.output import Failure, colored, show_diff, spec_files
from awmc.cli.watching import watch
from awmc.diagnostics.words import counted
from awmc.driver import Options


def _selectors(value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for part in value for name in part.split(",") if name.strip())


@click.command("lint")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--build",
    is_flag=True,
    help="Also run data and tasks, for what only they can tell; `awmc compile` always does.",
)
@click.option("--fix", is_flag=True, help="Apply the fixes that change no meaning.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: the other fixes, too.")
@click.option("--diff", is_flag=True, help="Write nothing; show what --fix would change.")
@click.option(
    "--select",
    multiple=True,
    metavar="RULES",
    help="The advice to give: rules, codes, starts of codes, families or `all`, separated by commas.",
)
@click.option("--ignore", multiple=True, metavar="RULES", help="Advice not to give.")
@click.option(
    "--output-format",
    type=click.Choice(FORMATS),
    default="full",
    show_default=True,
    help="How to show what was found.",
)
@click.option("--statistics", is_flag=True, help="Only count what was found, by rule.")
@click.option(
    "--watch", "again", is_flag=True, help="Go on, and lint again whenever a file changes."
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever was found.")
@click.option("--jobs", type=click.IntRange(1, 256), help="How many specs to check at once.")
def command(
    paths: tuple[Path, ...],
    build: bool,
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    output_format: str,
    statistics: bool,
    again: bool,
    exit_zero: bool,
    jobs: int | None,
) -> int:
    """Find mistakes in specs, and say what to write.

    By default in those in specs/. A file that others bring in with `use` is checked as a part of them.

    Exits with 0 where nothing was found, 1 where something was, and 2 where the command or the settings are wrong.
    """
    if unsafe_fixes and not (fix or diff):
        raise click.UsageError("--unsafe-fixes goes with --fix or --diff")
    if again and (fix or diff):
        raise click.UsageError("--watch goes with neither --fix nor --diff")
    options = Options(build=build, select=_selectors(select), ignore=_selectors(ignore))
    if diff:
        return _diff(paths, options, unsafe_fixes)
    if fix:
        _fix(paths, options, unsafe_fixes)
    once = partial(_lint, paths, options, output_format, statistics, jobs)
    code = watch(paths, once) if again else once()
    return 0 if exit_zero else code


def _lint(
    paths: tuple[Path, ...],
    options: Options,
    output_format: str,
    statistics: bool,
    jobs: int | None,
) -> int:
    specs = with_users(spec_files(paths))
    results = run_all(specs, options, jobs=jobs or min(len(specs), os.cpu_count() or 1))
    found, sources = diagnostics(results)
    if statistics:
        show_statistics(found, output_format)
    else:
        show_findings(found, sources, output_format, checked=len(results), built=options.build)
        if output_format in PEOPLE:
            _show_dropped(results)
    return int(any(one.severity != "note" for one in found))


def _show_dropped(results: Sequence[Checked]) -> None:
    """Which rows and instances were left out, as `awmc compile` tells it: no mistake, but perhaps not what was meant."""
    for checked in results:
        for line in () if checked.build is None else checked.build.dropped:
            click.echo(f"{checked.path}: {line}")


def _fix(paths: tuple[Path, ...], options: Options, unsafe: bool) -> None:
    from awmc.fixing import fix_files

    fixed = fix_files(with_users(spec_files(paths)), options, unsafe=unsafe)
    try:
        fixed.write()
    except OSError as error:
        raise Failure(f"cannot write {error.filename}: {error.strerror}") from error
    told = (
        f"{fixed.fixes} fixed in {counted(len(fixed.new), 'file')}"
        if fixed.new
        else "nothing to fix"
    )
    click.echo(told, err=True)


def _diff(paths: tuple[Path, ...], options: Options, unsafe: bool) -> int:
    from awmc.fixing import fix_files
    from awmc.unified import unified

    fixed = fix_files(with_users(spec_files(paths)), options, unsafe=unsafe)
    for path, text in fixed.new.items():
        show_diff(unified(fixed.old[path].text, text, path, f"{path} (fixed)"))
    told = (
        f"would fix {fixed.fixes} in {counted(len(fixed.new), 'file')}"
        if fixed.new
        else "nothing to fix"
    )
    click.echo(told, err=True, color=colored(sys.stderr))
    return int(bool(fixed.new))
