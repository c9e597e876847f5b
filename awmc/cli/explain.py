"""`awmc explain`: the page of a diagnostic, or the list of all."""

from __future__ import annotations

import click

from awmc.cli.output import Failure
from awmc.diagnostics.suggest import suggest
from awmc.lint.catalog import entries, lookup


@click.command("explain")
@click.argument("code", required=False)
def command(code: str | None) -> int:
    """Show what a diagnostic means, with an example.

    CODE is its code (AWM203) or its name (unknown-field). Without one, all are listed.
    """
    if code is None:
        for known in entries().values():
            click.echo(f"{known.code}  {known.name:<24}  {known.summary}")
        return 0
    entry = lookup(code)
    if entry is None:
        near = suggest(code, [*entries(), *(known.code for known in entries().values())], idioms={})
        hint = f"; did you mean {near[0]}?" if near else "; `awmc explain` lists them all"
        raise Failure(f"there is no diagnostic {code!r}{hint}")
    click.echo(entry.page, nl=False)
    return 0
