"""`awmc gen`: environments written by a language model, compiled, repaired and proven."""

from __future__ import annotations

import click

from awmc.cli.subcommands import Subcommands


@click.group("gen", cls=Subcommands, package="awmc.cli.generating")
def command() -> None:
    """Let a language model write environments, and prove them.

    A model writes a spec, the compiler and `awmc test` say what is wrong with it, the model repairs it. Each step reads what the one before it wrote to the
    output folder, where everything may be edited in between; a command that was stopped goes on when it is run again, and pays for no answer twice.
    """
