"""`awmc explain`: the page of a diagnostic, or the list of all."""

from __future__ import annotations

import click

from awmc.cli.output import Failure
from awmc.diagnostics.explain import explain
from awmc.diagnostics.registry import ENTRIES
from awmc.diagnostics.suggest import suggest


@click.command("explain")
@click.argument("code", required=False)
def command(code: str | None) -> int:
    """Show what a diagnostic means, with an example.

    CODE is its code (AWM203) or its name (unknown-field). Without one, all are listed.
    """
    if code is None:
        for entry in ENTRIES.values():
            click.echo(f"{entry.code}  {entry.name:<24}  {entry.summary}")
        return 0
    page = explain(code)
    if page is None:
        near = suggest(code, [*ENTRIES, *(entry.code for entry in ENTRIES.values())], idioms={})
        hint = f"; did you mean {near[0]}?" if near else "; `awmc explain` lists them all"
        raise Failure(f"there is no diagnostic {code!r}{hint}")
    click.echo(page, nl=False)
    return 0
