"""What can be done about diagnostics: their fixes, and a comment that keeps advice quiet.

In: a file and what was found in it. Out: titled edits; the safe ones come first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from awmc.diagnostics.fixes import fixes_for
from awmc.diagnostics.model import Applicability, Diagnostic, Edit, Severity
from awmc.diagnostics.sink import Sink
from awmc.source import SourceFile, Span
from awmc.syntax.tokens import Tokens

_ADVICE = "AWM7"
"""How the codes of advice start."""
_NOQA = re.compile(r"#\s*noqa:\s*[\w-]+(?:\s*,\s*[\w-]+)*")


@dataclass(frozen=True, slots=True)
class Action:
    """A change that is offered. `safe`: it cannot change what the spec means."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool
    diagnostic: Diagnostic


def actions(file: SourceFile, diagnostics: Iterable[Diagnostic], span: Span) -> tuple[Action, ...]:
    """What can be done about the diagnostics that touch a span of the file."""
    here = [d for d in diagnostics if d.span.path == file.path and _touches(d.span, span)]
    fixes = list(_fixes(file, here))
    return (*sorted(fixes, key=lambda action: not action.safe), *_suppressions(file, here))


def _touches(a: Span, b: Span) -> bool:
    return a.start <= b.end and b.start <= a.end


def _fixes(file: SourceFile, found: Iterable[Diagnostic]) -> Iterator[Action]:
    for diagnostic in found:
        fix = diagnostic.fix
        if fix is not None and fix.applicability is not Applicability.shown:
            if all(edit.span.path == file.path for edit in fix.edits):
                safe = fix.applicability is Applicability.safe
                yield Action(_capital(fix.title), fix.edits, safe, diagnostic)
        elif fix is None and diagnostic.name.startswith("unknown-") and diagnostic.candidates:
            # A misspelt name: what was probably meant.
            for candidate in diagnostic.candidates[:3]:
                edit = Edit(span=diagnostic.span, text=candidate)
                yield Action(f"Write `{candidate}`", (edit,), False, diagnostic)


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]


def _suppressions(file: SourceFile, found: Iterable[Diagnostic]) -> Iterator[Action]:
    for diagnostic in found:
        if diagnostic.code.startswith(_ADVICE) and diagnostic.severity is not Severity.error:
            edit = _noqa(file, diagnostic)
            if edit is not None:
                title = f"Suppress with `# noqa: {diagnostic.name}`"
                yield Action(title, (edit,), False, diagnostic)


def _noqa(file: SourceFile, diagnostic: Diagnostic) -> Edit | None:
    """The comment at the end of the line where the diagnostic starts; another name in one that is there.

    None where that line ends within a long text."""
    line, _ = file.position(diagnostic.span.start)
    start = file.start(line)
    text = file.line(line)
    known = _NOQA.search(text)
    if known is not None:
        place = start + known.end()
        return Edit(span=file.span(place, place), text=f", {diagnostic.name}")
    place = start + len(text.rstrip())
    if any(token.start < place < token.end for token in Tokens(file, Sink()).tokens):
        return None
    return Edit(span=file.span(place, place), text=f"  # noqa: {diagnostic.name}")


def fix_all(file: SourceFile, diagnostics: Iterable[Diagnostic]) -> tuple[Edit, ...]:
    """The edits of every safe fix of a file that does not overlap an earlier one."""
    taken: list[Edit] = []
    for fix in fixes_for(file.path, diagnostics):
        new = [edit for edit in fix.edits if edit not in taken]
        if not any(_touches(edit.span, other.span) for edit in new for other in taken):
            taken.extend(new)
    return tuple(taken)
