"""`awmc prompt`: the reference that a language model gets to write a spec."""

from __future__ import annotations

import click

from awmc.resources import template_text


@click.command("prompt")
def command() -> int:
    """Print what a language model needs to write a spec.

    One example, the language, and the mistakes made first. It takes less than 6,000 tokens. Give it with what the spec is to be about, and constrain the answer by `awmc grammar` where your
    engine can.
    """
    click.echo(template_text("prompt/reference.md"), nl=False)
    return 0
