"""`awmc import`: specs made of what others wrote.

The file is named as its verb is, as all are. No statement can import a module of this name; the verbs are imported by name.
"""

from __future__ import annotations

import click

from awmc.cli.subcommands import Subcommands


@click.group("import", cls=Subcommands, package="awmc.cli.imports")
def command() -> None:
    """Make specs of SQL and of AgentWorldModel files."""
