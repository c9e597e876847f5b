"""Applying fixes to a text.

In: a text and fixes whose spans point into it. Out: the text with the edits made. Guaranteed: a
fix is applied whole or not at all, and never one whose edits overlap those of an earlier one; what
was left out can be found by another run over the result.
"""

from collections.abc import Iterable

from awmc.diagnostics.model import Applicability, Diagnostic, Edit, Fix


def apply_fixes(text: str, fixes: Iterable[Fix]) -> tuple[str, int]:
    """The text after the fixes, the earlier of two that overlap winning, and how many were applied."""
    taken: list[Edit] = []
    applied = 0
    for fix in fixes:
        new = [edit for edit in fix.edits if edit not in taken]
        if not any(_overlap(edit, other) for edit in new for other in taken):
            taken.extend(new)
            applied += 1
    for edit in sorted(taken, key=lambda e: (e.span.start, e.span.end), reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text, applied


def fixes_for(
    path: str, diagnostics: Iterable[Diagnostic], *, unsafe: bool = False
) -> tuple[Fix, ...]:
    """The fixes of the file `path` alone that may be applied: safe ones, with `unsafe` all."""
    allowed = {Applicability.safe, Applicability.unsafe} if unsafe else {Applicability.safe}
    return tuple(
        d.fix
        for d in diagnostics
        if d.fix is not None
        and d.fix.applicability in allowed
        and all(edit.span.path == path for edit in d.fix.edits)
    )


def _overlap(a: Edit, b: Edit) -> bool:
    """Whether two edits share text, or both insert at one place, where their order would matter."""
    if a.span.start == b.span.start:
        return True
    return a.span.start < b.span.end and b.span.start < a.span.end
