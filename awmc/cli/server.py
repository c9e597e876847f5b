"""`awmc server`: a language server for editors, over its standard streams."""

from __future__ import annotations

import os
import sys
from typing import BinaryIO

import click

from awmc.cli.output import require_extra


@click.command("server")
@click.option(
    "--tcp",
    type=click.IntRange(1, 65535),
    metavar="PORT",
    help="Listen on this port of 127.0.0.1 instead.",
)
def command(tcp: int | None) -> int:
    """Serve editors by the Language Server Protocol.

    Diagnostics as you type, completion, hover, definition, rename and more.

    An editor starts it and talks to it; docs/editors.md says how to set one up.
    """
    require_extra("lsp", "pygls", "the language server needs pygls")
    from awmc.lsp.features import make_server

    server = make_server()
    if tcp is not None:
        click.echo(f"listening on 127.0.0.1:{tcp}", err=True)
        server.start_tcp("127.0.0.1", tcp)
    else:
        server.start_io(sys.stdin.buffer, _own_output())
    server.stop()
    return 0 if server.ended else 1


def _own_output() -> BinaryIO:
    """The standard output for messages alone: what anything else prints goes to the errors."""
    mine = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return mine
