"""`awmc export`: environments in the forms of others."""

from __future__ import annotations

import click

from awmc.cli.subcommands import Subcommands


@click.group("export", cls=Subcommands, package="awmc.cli.exports")
def command() -> None:
    """Write environments in the forms of others."""
