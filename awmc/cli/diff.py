"""`awmc diff`: what changed in meaning between two specs, and for whom it breaks something."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from awmc.cli.output import Failure, colored, show_diagnostics, show_diff
from awmc.diff import AUDIENCES, Environments

FAIL_ON = ("breaking", *AUDIENCES, "any")


def _names(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> frozenset[str]:
    """What to fail on; a usage error where a name is unknown."""
    names = frozenset(name.strip() for words in given for name in words.split(","))
    if unknown := sorted(names - set(FAIL_ON)):
        raise click.BadParameter(f"{unknown[0]!r} is none of {', '.join(FAIL_ON)}", ctx, param)
    return names


@click.command("diff")
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--code", is_flag=True, help="Show the diff of the generated code, too.")
@click.option(
    "--fail-on",
    metavar="|".join(FAIL_ON),
    multiple=True,
    callback=_names,
    help="Exit with 1 where there is such a change; repeatable, or split by commas.",
)
@click.option(
    "--output-format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="How to show what changed.",
)
@click.option("--rules", is_flag=True, help="List all rules, and whom they may break.")
@click.option("--explain", metavar="RULE", help="Show the page of a rule.")
def command(
    old: str | None,
    new: str | None,
    code: bool,
    fail_on: frozenset[str],
    form: str,
    rules: bool,
    explain: str | None,
) -> int:
    """Show what changed in meaning from OLD to NEW: files, folders, or git revisions such as HEAD~1:specs/bank.awm.

    Each change is classed: does it break agents (calls that worked), data (rows of the schema), or rewards (scores)? Exits with 0 whatever
    changed, unless --fail-on names it; with 1 where a spec has errors.
    """
    if rules:
        return _list_rules()
    if explain is not None:
        return _explain(explain)
    if old is None or new is None:
        raise click.UsageError("two things to compare are needed: awmc diff OLD NEW")
    found = _compare(old, new, code)
    if found is None:
        return 1
    _show(found, form)
    return int(_fails(found, fail_on))


def _compare(old: str, new: str, code: bool) -> Environments | None:
    """What changed; None where specs have errors, which were shown."""
    from awmc.diff.git import GitError
    from awmc.diff.pairs import compare_specs
    from awmc.diff.sides import SideError, read_side

    with TemporaryDirectory(prefix="awmc-diff-") as home:
        try:
            sides = [
                read_side(word, Path(home) / name, emit=code)
                for name, word in (("old", old), ("new", new))
            ]
            if any(side.errors for side in sides):
                show_diagnostics(checked for side in sides for checked in side.found)
                return None
            return compare_specs(*sides, code=code)
        except GitError as error:
            raise (click.UsageError if error.usage else Failure)(str(error)) from error
        except SideError as error:
            raise click.UsageError(str(error)) from error


def _show(found: Environments, form: str) -> None:
    if form == "json":
        from awmc.diff.render.json import render_json

        click.echo(render_json(found), nl=False)
    elif form == "github":
        from awmc.diff.render.github import render_github

        click.echo(render_github(found), nl=False)
    else:
        from awmc.diff.render.text import render_text

        color = colored(sys.stdout)
        click.echo(render_text(found, color=color), nl=False, color=color)
        for one in found.compared:
            show_diff(one.code)


def _fails(found: Environments, wanted: frozenset[str]) -> bool:
    """Whether there is a change of a wanted kind. An environment that is gone breaks everybody."""
    gone = any(one.new is None for one in found.compared)
    come = any(one.old is None for one in found.compared)
    if "any" in wanted and (found.changes or gone or come):
        return True
    broken = {name for change in found.changes for name in change.breaks}
    if gone:
        broken |= set(AUDIENCES)
    return bool(broken & wanted) or ("breaking" in wanted and bool(broken))


def _list_rules() -> int:
    from awmc.diff.registry import all_rules

    for rule in all_rules().values():
        broken = ", ".join(rule.breaks) or "nothing"
        click.echo(f"{rule.name:<26} {rule.family:<10} {broken:<22} {rule.summary}")
    return 0


def _explain(name: str) -> int:
    from awmc.diagnostics.suggest import suggest
    from awmc.diff.pages import page
    from awmc.diff.registry import all_rules

    rule = all_rules().get(name)
    if rule is None:
        near = suggest(name, list(all_rules()), idioms={})
        hint = f"; did you mean {near[0]}?" if near else "; `awmc diff --rules` lists them all"
        raise click.UsageError(f"there is no rule {name!r}{hint}")
    click.echo(page(rule), nl=False)
    return 0
