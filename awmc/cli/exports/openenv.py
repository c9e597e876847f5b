"""`awmc export openenv`: an environment as a package for OpenEnv."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from awmc.cli import environments
from awmc.cli.output import Failure, require_extra
from awmc.diagnostics.words import counted
from awmc.emit.write import WriteError, WriteReport
from awmc.interop.exports import ExportError, write_export
from awmc.runtime.environment import Environment

_MANY = 5
"""So many files that awmc did not write are named."""


@click.command("openenv")
@environments.argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder of the package. What awmc did not write in it stays.",
)
@click.option(
    "--validate",
    is_flag=True,
    help='Then run `openenv validate` on it; needs pip install "awmc[openenv]".',
)
@click.option(
    "--allow-extern",
    is_flag=True,
    help="Take the spec's outside Python functions along, and let them run.",
)
def command(environment: str, output: Path, validate: bool, allow_extern: bool) -> int:
    """Write an environment as a package for OpenEnv.

    ENV is a spec, a generated folder, or the name of either. The package has a server, a client, an image's Dockerfile and all that the
    environment needs: awmc need not be installed where it runs.

    Every solution is played, and what must earn nothing, too: they become the package's oracle and canaries.
    """
    if validate:
        require_extra("openenv", "openenv", "--validate needs OpenEnv")
    files, _ = environments.package_files(environment)
    written = _package(files, allow_extern)
    name = json.loads(files["manifest.json"])["name"]
    try:
        report = write_export("openenv", name, written, output)
    except WriteError as error:
        raise Failure(str(error)) from error
    _tell(name, output, report)
    return _validate(output) if validate else 0


def _package(files: Mapping[str, str], allow_extern: bool) -> dict[str, str]:
    from awmc.interop.openenv.package import package

    externs = json.loads(files["manifest.json"])["externs"]
    if externs and not allow_extern:
        raise Failure(
            f"the spec calls Python of its own ({', '.join(externs)}); --allow-extern takes it along, and runs it"
        )
    try:
        with Environment.from_files(files, allow_extern=allow_extern) as environment:
            return package(files, environment)
    except ExportError as error:
        raise Failure(str(error)) from error


def _tell(name: str, folder: Path, report: WriteReport) -> None:
    done = f"{counted(len(report.written), 'file')} written, {len(report.unchanged)} unchanged"
    if report.removed:
        done += f", {len(report.removed)} removed"
    click.echo(f"{name}: {done} in {folder}")
    for kept in report.kept[:_MANY]:
        click.echo(f"  {folder / kept} was not written by awmc, and stays")
    if len(report.kept) > _MANY:
        click.echo(f"  and so do {counted(len(report.kept) - _MANY, 'other file')}")


def _validate(folder: Path) -> int:
    """What `openenv validate` says of the files; the levels above need a container."""
    command = [sys.executable, "-m", "openenv.cli", "validate", str(folder), "--level", "static"]
    return int(subprocess.run(command, check=False).returncode != 0)
