"""Findings as people, and programs that read them, want them: the output formats of `awmc lint`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence

import click

from awmc.cli.output import colored
from awmc.diagnostics.model import Applicability, Diagnostic
from awmc.diagnostics.words import counted
from awmc.source import Sources

FORMATS = ("full", "concise", "json", "github", "sarif", "junit")
PEOPLE = ("full", "concise")
"""Those for people."""


def show_findings(
    found: Sequence[Diagnostic], sources: Sources, form: str, *, checked: int, built: bool
) -> None:
    """Print findings in one of FORMATS to standard output; people are also told what was not done, and what can be."""
    match form:
        case "json":
            from awmc.diagnostics.render_json import render_json

            click.echo(render_json(found, sources), nl=False)
        case "github":
            from awmc.diagnostics.render_github import render_github

            click.echo(render_github(found, sources), nl=False)
        case "sarif":
            from awmc.diagnostics.render_sarif import render_sarif
            from awmc.lint.catalog import entries

            click.echo(render_sarif(found, sources, entries()), nl=False)
        case "junit":
            from awmc.diagnostics.render_junit import render_junit

            click.echo(render_junit(found, sources), nl=False)
        case "concise":
            from awmc.diagnostics.render import render_concise

            click.echo(render_concise(found, sources, color=colored(sys.stdout)), nl=False)
        case _:
            _show_full(found, sources)
    if form in PEOPLE:
        _close(found, checked, built)


def _show_full(found: Sequence[Diagnostic], sources: Sources) -> None:
    from awmc.diagnostics.render import render_all

    text = render_all(found, sources, color=colored(sys.stdout))
    click.echo(text, nl=False, color=colored(sys.stdout))


def _close(found: Sequence[Diagnostic], checked: int, built: bool) -> None:
    if not found:
        rest = "" if built else " (data and tasks were not run: --build, or `awmc compile`)"
        click.echo(f"{checked} checked, nothing found{rest}")
        return
    fixes = Counter(one.fix.applicability for one in found if one.fix is not None)
    told = [f"{fixes[Applicability.safe]} with `--fix`"] if fixes[Applicability.safe] else []
    if fixes[Applicability.unsafe]:
        told.append(f"{fixes[Applicability.unsafe]} with `--fix --unsafe-fixes`")
    if told:
        click.echo(f"can be mended: {', '.join(told)}")


def show_statistics(found: Sequence[Diagnostic], form: str) -> None:
    """Print how often each rule was broken, most often first, and which have a safe fix."""
    counts = Counter((one.code, one.name) for one in found)
    fixable = Counter(
        one.name for one in found if one.fix and one.fix.applicability is Applicability.safe
    )
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    if form == "json":
        rows = [
            {"code": code, "name": name, "count": count, "fixable": fixable[name]}
            for (code, name), count in ranked
        ]
        click.echo(json.dumps(rows, indent=2))
        return
    for (code, name), count in ranked:
        mark = f"[{fixable[name]} with --fix]" if fixable[name] else ""
        click.echo(f"{count:>5}  {code}  {name:<28} {mark}".rstrip())
    click.echo(f"{counted(len(found), 'finding')}")
