"""A suppression that suppresses nothing.

`# noqa: rule-name` keeps a finding back; once the finding is gone, the comment only hides the next one that comes up there. A name that is no
rule's keeps nothing back either. Comments that name rules which were not asked for, or which could not run since the spec has errors, are left alone.

## Wrong

```awm
enum Size { small, large }  # noqa: hidden-character
```

## Right

```awm
enum Size { small, large }
```
"""

from __future__ import annotations

from awmc.diagnostics.model import Fix, Severity
from awmc.diagnostics.suggest import suggest
from awmc.lint.catalog import families, lookup
from awmc.lint.rule import Family, Needs, Report, rule
from awmc.lint.subject import Subject, safe_fix
from awmc.lint.suppressions import Suppression
from awmc.source import Span

RULE = rule(
    "AWM706",
    "unused-suppression",
    Family.correctness,
    "`{comment}` suppresses nothing: {reason}",
    needs=Needs.findings,
    fixes="sometimes safe",
)


def check(subject: Subject, report: Report) -> None:
    """Report each `noqa` of which a name, or the whole, kept nothing back."""
    for comment in subject.suppressions:
        told = " ".join(subject.text(comment.span).split())
        if not comment.names:
            if not comment.kept_back and subject.all_ran:
                report(comment.span, comment=told, reason=_NOTHING, fix=_removal(comment, subject))
            continue
        near = tuple(dict.fromkeys(n for name, _ in comment.names for n in _near(name)))
        idle = {
            name: reason for name, _ in comment.names if (reason := _idle(name, comment, subject))
        }
        if idle:
            reason = "; ".join(dict.fromkeys(idle.values()))
            left = [name for name, _ in comment.names if name not in idle]
            fix = None if near else _shorter(comment, left, subject)
            report(comment.span, comment=told, reason=reason, fix=fix, candidates=near)


_NOTHING = "nothing is found here"


def _idle(name: str, comment: Suppression, subject: Subject) -> str | None:
    """Why a name keeps nothing back; None where it does, or where that cannot be said."""
    entry = lookup(name.lower())
    if entry is None:
        return f"there is no rule `{name}`"
    if entry.severity is Severity.error:
        return f"`{entry.name}` is an error, and errors are always told"
    if entry.name not in subject.ran or any(one.name == entry.name for one in comment.kept_back):
        return None
    return f"no `{entry.name}` is found here" if len(comment.names) > 1 else _NOTHING


def _near(name: str) -> tuple[str, ...]:
    """The advice that a name which is none may stand for."""
    return () if lookup(name.lower()) is not None else suggest(name.lower(), families(), idioms={})


def _shorter(comment: Suppression, left: list[str], subject: Subject) -> Fix:
    if not left:
        return _removal(comment, subject)
    first, last = comment.names[0][1], comment.names[-1][1]
    return safe_fix("name only the rules that it keeps back", (first.to(last), ", ".join(left)))


def _removal(comment: Suppression, subject: Subject) -> Fix:
    """Without the suppression and what follows it; a line that held nothing else goes whole."""
    file = subject.sources.get(comment.span.path)
    assert file is not None
    line, column = file.position(comment.span.start)
    text = file.line(line)
    start, end = comment.span.start, comment.span.start - column + 1 + len(text)
    before = text[: column - 1]
    if before.strip():
        start -= len(before) - len(before.rstrip())
    elif line < file.lines:
        start, end = start - len(before), end + 1
    return safe_fix("delete the comment", (Span(comment.span.path, start, end), ""))
