"""Running the rules.

In: what a spec's passes gave, and which advice is asked for. Out: findings in the sink; `settled` gives what remains of all that was found
after selection and suppressing comments. Guaranteed: a rule runs only where what it needs is at hand, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from awmc.diagnostics.model import Diagnostic
from awmc.diagnostics.sink import Sink
from awmc.lint.catalog import needs, registered
from awmc.lint.rule import Needs, Report
from awmc.lint.selection import Selection
from awmc.lint.subject import Subject
from awmc.lint.suppressions import keep_back, suppressions


def lint(subject: Subject, sink: Sink, selection: Selection) -> None:
    """Report what the rules find that look at the syntax, and at the meaning where there is one."""
    at_hand = [Needs.syntax] if subject.environment is None else [Needs.syntax, Needs.meaning]
    _run(subject, sink, selection, at_hand)


def lint_data(subject: Subject, sink: Sink, selection: Selection) -> None:
    """Report what the rules find that look at what was built."""
    _run(subject, sink, selection, [Needs.data])


def settled(subject: Subject, sink: Sink, selection: Selection) -> tuple[Diagnostic, ...]:
    """What is told of all that the sink has, sorted by place."""
    comments = suppressions(subject.modules, subject.sources)
    told = [found for found in sink.diagnostics if selection.tells(found)]
    kept = keep_back(told, comments, subject.sources)
    if not comments:
        return kept
    after = Sink()
    ran = _ran(subject, selection)
    late_subject = replace(subject, suppressions=comments, ran=ran, all_ran=ran == selection.names)
    _run(late_subject, after, selection, [Needs.findings])
    late = [found for found in after.diagnostics if selection.tells(found)]
    return tuple(sorted((*kept, *late), key=lambda d: (d.span.path, d.span.start, d.code)))


def _run(subject: Subject, sink: Sink, selection: Selection, at_hand: Collection[Needs]) -> None:
    for one in registered():
        if one.rule.needs in at_hand and one.name in selection.names:
            one.check(subject, Report(one.rule, sink))


def _ran(subject: Subject, selection: Selection) -> frozenset[str]:
    """The advice that was looked for: what passes give needs the meaning, as most rules do."""
    absent = set()
    if subject.environment is None:
        absent.add(Needs.meaning)
    if subject.build is None:
        absent.add(Needs.data)
    looks_at = needs()
    return frozenset(name for name in selection.names if looks_at[name] not in absent)
