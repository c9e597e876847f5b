"""`awmc export awm`: environments as files of the AgentWorldModel format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from awmc.cli import environments
from awmc.cli.output import Failure
from awmc.diagnostics.words import counted
from awmc.emit.owned import WriteError
from awmc.interop.exports import ExportError

_LIMIT = 4


@click.command("awm")
@click.argument("names", metavar="ENV...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder of the files.",
)
@click.option(
    "--family",
    "families",
    multiple=True,
    metavar="TASK",
    help="Only tasks of this family; may be repeated.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=_LIMIT,
    show_default=True,
    metavar="N",
    help="At most so many instances of each family; 0 for all.",
)
@click.option(
    "--allow-extern",
    is_flag=True,
    help="Take the specs' outside Python functions along, and let them run.",
)
def command(
    names: tuple[str, ...], output: Path, families: tuple[str, ...], limit: int, allow_extern: bool
) -> int:
    """Write environments as files of the AgentWorldModel format.

    ENV is a spec, a generated folder, or the name of either. Each start of tasks becomes a scenario: its tables, its rows, a server in one
    file that needs no awmc, and two verifiers for each task. docs/awm.md says what is where.
    """
    from awmc.interop.awm.writing import Wish, write_awm

    wish = Wish(families, limit or None, allow_extern)
    tasks = scenarios = 0
    try:
        for done in write_awm(_packages(names), output, wish):
            tasks, scenarios = tasks + done.tasks, scenarios + done.scenarios
            told = (
                f"{counted(done.scenarios, 'scenario')}, {done.tasks} of {counted(done.of, 'task')}"
            )
            if done.conversations:
                told += f"; {len(done.conversations)} left out, which need a simulated user"
            click.echo(f"{done.name}: {told}")
    except (WriteError, ExportError) as error:
        raise Failure(str(error)) from error
    except OSError as error:
        raise Failure(f"cannot write {output}: {error.strerror}") from error
    click.echo(f"{counted(scenarios, 'scenario')}, {counted(tasks, 'task')} in {output}")
    return 0


def _packages(names: tuple[str, ...]) -> Iterator[Mapping[str, str]]:
    for name in names:
        files, _ = environments.package_files(name)
        yield files
