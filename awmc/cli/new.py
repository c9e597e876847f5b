"""`awmc new`: a spec to start from."""

from __future__ import annotations

import re
from pathlib import Path

import click

from awmc.cli.output import Failure
from awmc.resources import template_text


@click.command("new")
@click.argument("name")
def command(name: str) -> int:
    """Write a small spec to start from.

    It compiles, and has every part that a spec needs. NAME may have folders before it: specs/shop. Its last part is the name of the
    environment.
    """
    path = Path(name.removesuffix(".awm") + ".awm")
    if re.fullmatch(r"[a-z][a-z0-9_]*", path.stem) is None:
        raise click.UsageError(
            f"{path.stem!r} is no name for an environment: use small letters, digits and _, such as corner_shop"
        )
    text = template_text("new.awm").replace("{{ name }}", path.stem)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise Failure(f"{path} is already there; choose another name") from error
    except OSError as error:
        raise Failure(f"cannot write {path}: {error.strerror}") from error
    click.echo(f"{path} is written; compile it with `awmc compile {path}`")
    return 0
