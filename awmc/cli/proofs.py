"""Proofs as people, and programs that run tests, read them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

import click

from awmc.cli.output import colored
from awmc.diagnostics.words import counted
from awmc.prove.findings import Finding
from awmc.prove.run import Proof
from awmc.prove.tasks_report import FamilyReport

_CHECKS = ("solvable", "vacuous", "sharp", "sound", "live")


def show_proof(proof: Proof, *, notes: bool) -> None:
    """Print a proof: its checks at a glance, its tasks in a table, and what was found."""
    color = colored(sys.stdout)
    verdict = (
        click.style("proven", fg="green") if proof.passed else click.style("not proven", fg="red")
    )
    name = click.style(proof.environment, bold=True)
    click.echo(f"{name}: {verdict} in {proof.seconds:.1f} s", color=color)
    for check, told in _checks(proof):
        bad = any(f.check == check and f.severity == "error" for f in proof.findings)
        mark = click.style("✗", fg="red") if bad else click.style("✓", fg="green")
        click.echo(f"  {mark} {check:<9} {told}", color=color)
    click.echo()
    for line in _table([family for family in proof.tasks.families]):
        click.echo(f"  {line}")
    shown = _alike(proof, notes)
    for alike in shown:
        click.echo()
        show_finding(alike[0], color)
        if len(alike) > 1:
            click.echo(f"    and {len(alike) - 1:,} more of the same kind; --notes shows all")
    if hidden := len(proof.findings) - sum(map(len, shown)):
        click.echo(f"\n  {counted(hidden, 'note')} not shown: run with --notes")
    click.echo()


def _alike(proof: Proof, notes: bool) -> list[list[Finding]]:
    """The findings to show. Without the notes, mutants of one task and one kind that earn the reward stand together, for one tells what the goal
    does not look at."""
    if notes:
        return [[finding] for finding in proof.findings]
    families = {i.task: family.family for family in proof.tasks.families for i in family.instances}
    found: dict[object, list[Finding]] = {}
    for place, finding in enumerate(proof.findings):
        if finding.severity == "error":
            kind = finding.mutant_kind
            key = place if kind is None else (families[finding.subject], kind)
            found.setdefault(key, []).append(finding)
    return list(found.values())


def show_finding(finding: Finding, color: bool) -> None:
    """Print a finding, and the command that shows it again."""
    style = "red" if finding.severity == "error" else "yellow"
    head = click.style(f"{finding.severity} [{finding.check}]", fg=style)
    click.echo(f"  {head} {finding.subject}: {finding.message}", color=color)
    if finding.replay:
        click.echo(f"    replay: {finding.replay}")


def _checks(proof: Proof) -> Iterator[tuple[str, str]]:
    tasks, count = proof.tasks, proof.tasks.count
    vacuous = sum(f.check == "vacuous" for f in proof.findings)
    yield "solvable", f"{tasks.solvable} of {counted(tasks.instances, 'task')}"
    yield "vacuous", f"{vacuous or 'no'} task{'' if vacuous == 1 else 's'} done by doing nothing"
    yield (
        "sharp",
        f"{count.killed:,} of {count.mutants - count.equivalent:,} mutants rejected ({count.least_share:.1%}), "
        f"{count.equivalent:,} equivalent; {tasks.falsified} of {counted(tasks.clauses, 'clause')} falsified",
    )
    sound = proof.sound
    broken = len(sound.findings)
    yield (
        "sound",
        f"{counted(sound.examples, 'sequence')} of {sound.calls:,} calls, {broken or 'no'} broken law{'' if broken == 1 else 's'}",
    )
    targets = proof.live.targets
    tools = [t for t in targets if t.kind == "tool"]
    rules = [t for t in targets if t.kind != "tool"]
    coverage = proof.live.coverage
    yield (
        "live",
        f"{sum(bool(t.hits(coverage)) for t in tools)} of {counted(len(tools), 'tool')} succeed, "
        f"{sum(bool(t.hits(coverage)) for t in rules)} of {counted(len(rules), 'guard')} and rules reached",
    )


def _table(families: Sequence[FamilyReport]) -> Iterator[str]:
    if not families:
        return
    wide = max(4, *(len(family.family) for family in families))
    yield f"{'task':<{wide}}  instances  mutants  rejected  equivalent  caught  clauses falsified"
    for family in families:
        count = family.count
        falsified = sum(clause.falsified > 0 for clause in family.clauses)
        yield (
            f"{family.family:<{wide}}  {len(family.instances):>9}  {count.mutants:>7}  {count.killed:>8}  "
            f"{count.equivalent:>10}  {count.least_share:>6.1%}  {falsified} of {len(family.clauses)}"
        )


def junit(proofs: Sequence[Proof]) -> str:
    """The proofs as JUnit XML: a suite an environment, a case for each check of each task, tool and rule."""
    root = ElementTree.Element("testsuites")
    for proof in proofs:
        cases = list(_cases(proof))
        failed = sum(bool(errors) for _, _, errors in cases)
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=proof.environment,
            tests=str(len(cases)),
            failures=str(failed),
            errors="0",
            time=f"{proof.seconds:.3f}",
        )
        for check, subject, errors in cases:
            case = ElementTree.SubElement(
                suite, "testcase", classname=f"{proof.environment}.{check}", name=_xml(subject)
            )
            for error in errors:
                found = ElementTree.SubElement(case, "failure", message=_xml(error.message))
                found.text = _xml(error.replay or "")
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode")


def _cases(proof: Proof) -> Iterator[tuple[str, str, list[Finding]]]:
    """Each check of each subject, with its errors."""
    subjects = {
        **{("solvable", i.task): None for f in proof.tasks.families for i in f.instances},
        **{("vacuous", i.task): None for f in proof.tasks.families for i in f.instances},
        **{("sharp", f.family): None for f in proof.tasks.families},
        **{("sound", tool): None for tool in sorted(proof.sound.coverage.called)},
        **{("live", t.name): None for t in proof.live.targets if t.kind == "tool"},
        **{(f.check, f.subject): None for f in proof.findings},
    }
    for check, subject in sorted(subjects, key=lambda s: _CHECKS.index(s[0])):
        errors = [
            f
            for f in proof.findings
            if (f.check, f.subject) == (check, subject) and f.severity == "error"
        ]
        yield check, subject, errors


def _xml(text: str) -> str:
    """Text without the characters that XML does not know."""
    return "".join(
        c if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff") else "\ufffd" for c in text
    )
