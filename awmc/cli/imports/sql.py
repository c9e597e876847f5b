"""`awmc import sql`: tables and rows as a spec."""

from __future__ import annotations

import re
from pathlib import Path

import click

from awmc.cli.importing import options, show, write_all
from awmc.cli.output import Failure


@click.command("sql")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--name", metavar="NAME", help="What the environment is called; else as the file is.")
@options
def command(
    file: Path, name: str | None, output: Path, clock: str | None, force: bool, form: str
) -> int:
    """Make a spec of a SQL script or a SQLite database.

    FILE is a script of CREATE TABLE and INSERT statements, or a SQLite file. Its statements run in a locked database in memory. Rows that
    their constraints refuse are kept in a file beside the spec.
    """
    from awmc.interop.parts import Unsettled
    from awmc.interop.sql.importing import ImportFailure, import_sql

    if name is not None and re.fullmatch(r"[a-z][a-z0-9_]*", name) is None:
        raise click.UsageError(
            f"{name!r} is no name for an environment: use small letters, digits and _"
        )
    try:
        imported = import_sql(file, name, clock)
    except ImportFailure as error:
        raise Failure(str(error)) from error
    except Unsettled as error:
        raise Failure(f"{file} makes no spec that compiles: {error}") from error
    write_all([imported], output, force=force)
    show([imported], output, form)
    return 0
