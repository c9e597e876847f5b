"""`awmc import awm`: AgentWorldModel files as specs."""

from __future__ import annotations

from pathlib import Path

import click

from awmc.cli.importing import options, show, write_all
from awmc.cli.output import Failure


@click.command("awm")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--scenario",
    multiple=True,
    metavar="NAME",
    help="Only this scenario; may be given several times.",
)
@options
def command(
    folder: Path, scenario: tuple[str, ...], output: Path, clock: str | None, force: bool, form: str
) -> int:
    """Make a spec of each scenario of AgentWorldModel's files.

    DIR has gen_db.jsonl and the files beside it. Tables and rows become entities and data, simple endpoints become tools; tasks and other
    endpoints are left as comments, and TODO.md beside each spec shows all that the files say of them. No code of the files is run.
    """
    from awmc.interop.awm.importing import chosen, import_scenario, open_folder
    from awmc.interop.parts import Unsettled
    from awmc.interop.sql.importing import ImportFailure

    try:
        opened = open_folder(folder)
        wanted = chosen(opened, scenario)
    except ImportFailure as error:
        raise Failure(str(error)) from error
    for problem in opened.problems:
        click.echo(f"awmc: {problem}", err=True)
    done, failed = [], 0
    for normal in wanted:
        try:
            imported = import_scenario(opened, normal, clock)
        except (ImportFailure, Unsettled) as error:
            failed += 1
            click.echo(f"awmc: {normal}: {error}", err=True)
            continue
        write_all([imported], output, force=force)
        done.append(imported)
    show(done, output, form)
    return 1 if failed else 0
