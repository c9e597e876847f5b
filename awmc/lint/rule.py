"""What a lint rule is.

A rule is a module of `awmc.lint.rules`: its docstring is its page of the documentation, `RULE` says what it is called and in which words
it reports, and `check(subject, report)` looks for it. A docstring has the summary in its first line, then why it matters, then
the headings `## Wrong` and `## Right` with an example each (without an `environment`, one is put before them in the tests). A rule
says with `needs` what must be at hand for it to run.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from inspect import cleandoc

from awmc.diagnostics.entry import Entry
from awmc.diagnostics.model import Fix, Severity
from awmc.diagnostics.sink import Sink, diagnostic
from awmc.source import Span


class Needs(StrEnum):
    """What a rule looks at, and so when it runs."""

    syntax = "syntax"
    """The trees and texts: whatever mistakes the spec has."""
    meaning = "meaning"
    """The IR: where the spec has no errors."""
    data = "data"
    """The built rows and task instances: where data and tasks were run."""
    findings = "findings"
    """What the other rules found: after them."""


class Family(StrEnum):
    """What a rule is about."""

    correctness = "correctness"
    tasks = "tasks"
    data = "data"
    tools = "tools"
    naming = "naming"
    style = "style"


FAMILY_DOCS = {
    Family.correctness: "What is probably not what was meant.",
    Family.tasks: "What makes a task unfair, unclear, or its verifier weak.",
    Family.data: "What makes rows, tables and queries poorer than they should be.",
    Family.tools: "What an agent would misread or miss in the tools that it is given.",
    Family.naming: "Names that mislead.",
    Family.style: "What can be said more simply.",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's entry among the diagnostics, its family, what it needs, and whether it is on where nothing is selected."""

    entry: Entry
    family: Family
    needs: Needs = Needs.meaning
    on: bool = True
    fixes: str | None = None
    """`safe` or `unsafe`, where its findings come with such a fix; `sometimes safe` where only some do."""
    fix_changes: tuple[str, ...] = ()
    """The generated files whose meaning a safe fix changes, by what it says: none for most."""


def rule(
    code: str,
    name: str,
    family: Family,
    message: str,
    help: str | None = None,
    *,
    needs: Needs = Needs.meaning,
    on: bool = True,
    fixes: str | None = None,
    fix_changes: tuple[str, ...] = (),
    severity: Severity = Severity.warning,
) -> Rule:
    """The rule of the module that calls this, whose docstring is its page.

    `message` and `help` are templates, filled with the facts of a report: see `awmc.diagnostics.entry`.
    """
    doc = cleandoc(sys._getframe(1).f_globals["__doc__"])
    summary, _, rest = doc.partition("\n")
    page = f"# {name} ({code})\n\n{summary.strip()}\n{rest.rstrip()}\n"
    entry = Entry(
        code, name, severity, summary.strip().rstrip("."), message, help, page, folder="rules"
    )
    return Rule(entry, family, needs, on, fixes, fix_changes)


class Report:
    """Reports findings of one rule."""

    def __init__(self, rule: Rule, sink: Sink) -> None:
        self._entry = rule.entry
        self._sink = sink

    def __call__(
        self,
        span: Span,
        /,
        *,
        labels: Sequence[tuple[Span, str]] = (),
        candidates: Sequence[str] = (),
        fix: Fix | None = None,
        **facts: object,
    ) -> None:
        """Report a finding at `span`; `facts` fill the rule's message and help."""
        self._sink.add(diagnostic(self._entry, span, facts, labels, candidates, fix))


Check = Callable[..., None]
"""`check(subject, report)` of a rule's module; see `awmc.lint.subject.Subject`."""
