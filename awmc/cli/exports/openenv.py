"""`awmc export openenv`: an environment as a package for OpenEnv."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import click

from awmc.cli import environments
from awmc.cli.output import Failure, require_extra
from awmc.diagnostics.words import counted
from awmc.emit.owned import WriteError
from awmc.emit.write import WriteReport
from awmc.interop.exports import ExportError, write_export
from awmc.runtime.environment import Environment
from awmc.runtime.loader import LoadError

_AGAIN = "compile it again with `awmc compile`"


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
    name, externs = _manifest(files)
    if externs and not allow_extern:
        raise Failure(
            f"the spec calls Python of its own ({', '.join(externs)}); --allow-extern takes it along, and runs it"
        )
    written = _package(files, allow_extern)
    try:
        report = write_export("openenv", name, written, output)
    except WriteError as error:
        raise Failure(str(error)) from error
    _tell(name, output, report)
    return _validate(output) if validate else 0


def _manifest(files: Mapping[str, str]) -> tuple[str, list[str]]:
    """The name of the environment, and its outside functions."""
    try:
        manifest = json.loads(files["manifest.json"])
        return str(manifest["name"]), [str(extern) for extern in manifest["externs"]]
    except (KeyError, TypeError, ValueError) as error:
        raise Failure(f"its manifest.json cannot be read; {_AGAIN}") from error


def _package(files: Mapping[str, str], allow_extern: bool) -> dict[str, str]:
    from awmc.interop.openenv.package import package

    try:
        with Environment.from_files(files, allow_extern=allow_extern) as environment:
            return package(files, environment)
    except LoadError as error:
        raise Failure(f"{error}; {_AGAIN}") from error
    except ExportError as error:
        raise Failure(str(error)) from error


def _tell(name: str, folder: Path, report: WriteReport) -> None:
    done = f"{counted(len(report.written), 'file')} written, {len(report.unchanged)} unchanged"
    if report.removed:
        done += f", {len(report.removed)} removed"
    click.echo(f"{name}: {done} in {folder}")
    others = dict.fromkeys(PurePosixPath(path).parts[0] for path in report.kept)
    if others:
        click.echo(f"  not written by awmc, and left alone: {', '.join(others)}")


def _validate(folder: Path) -> int:
    """What `openenv validate` says of the files; the levels above need a container."""
    command = [sys.executable, "-m", "openenv.cli", "validate", str(folder), "--level", "static"]
    return int(subprocess.run(command, check=False).returncode != 0)
