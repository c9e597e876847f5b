"""`awmc grammar`: the grammar, for engines that constrain what a language model writes."""

from __future__ import annotations

import click

from awmc.cli.output import Failure


@click.command("grammar")
@click.option(
    "--format",
    "form",
    type=click.Choice(["lark", "llguidance", "gbnf"]),
    default="lark",
    show_default=True,
    help="The reference with its comments, llguidance's dialect of Lark, or llama.cpp's GBNF.",
)
@click.option(
    "--start",
    default="module",
    show_default=True,
    help="The rule that a text is: tool, task, entity, expression, …",
)
def command(form: str, start: str) -> int:
    """Print the grammar of specs for constrained decoding.

    What is written under it parses. Names and types are still for `awmc lint` to check.
    """
    from awmc.diagnostics.suggest import suggest
    from awmc.syntax.export.grammars import grammar_for, rule_names

    if start not in rule_names():
        near = suggest(start, rule_names(), idioms={})
        hint = f"did you mean {near[0]!r}?" if near else "`awmc grammar` prints them all"
        raise Failure(f"the grammar has no rule {start!r}; {hint}")
    if form == "lark" and start != "module":
        raise click.UsageError("--start goes with llguidance and gbnf; Lark takes it as an option")
    click.echo(grammar_for(form, start), nl=False)
    return 0
