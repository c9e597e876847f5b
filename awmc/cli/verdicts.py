"""A verdict as people read it."""

from __future__ import annotations

import sys

import click

from awmc.cli.output import colored
from awmc.runtime.judging.model import Verdict


def show_verdict(verdict: Verdict) -> None:
    """Print the reward, and each clause with why it does not hold."""
    color = colored(sys.stdout)
    head = f"reward {verdict.reward:g}, score {verdict.score:.2f}"
    click.echo(click.style(head, bold=True), color=color)
    for clause in verdict.clauses:
        mark = click.style("holds", fg="green") if clause.holds else click.style("fails", fg="red")
        click.echo(f"  {mark}  {clause.name}: {clause.text}", color=color)
        if not clause.holds and clause.reason:
            click.echo(f"         {clause.reason}")
