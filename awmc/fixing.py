"""Applying the fixes of specs.

In: the files of specs, and which fixes may be applied. Out: the texts as they would be, or files written. Guaranteed: a text changes only by
fixes that its own diagnostics offer; a round of them that brings an error is undone; the fixes of one round may make room for those
of the next; a file is written in one step, with the line ends and byte-order mark that it had.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from awmc.batch import diagnostics, run_all
from awmc.diagnostics.fixes import apply_fixes, fixes_for
from awmc.diagnostics.model import Diagnostic, Severity
from awmc.driver import Options
from awmc.rewrite import rewrite
from awmc.source import SourceFile, Sources

ROUNDS = 10
"""After so many rounds a fix is taken to undo another's work."""


@dataclass(frozen=True)
class Fixed:
    """What fixes make of files: old and new texts by display path, and how many fixes were applied."""

    old: Mapping[str, SourceFile]
    new: Mapping[str, str]
    fixes: int

    def write(self) -> None:
        """Write the files that changed. Raises OSError."""
        for path, text in self.new.items():
            rewrite(Path(path), self.old[path].text, text)


def fix_files(paths: Sequence[Path], options: Options, *, unsafe: bool = False) -> Fixed:
    """What the safe fixes, with `unsafe` all, make of the files of these specs, or of the texts that the options have for them; nothing is written."""
    best = before = Fixed({}, {}, 0)
    errors: int | None = None
    for _ in range(ROUNDS + 1):
        fixed = {Path(path).resolve(): text for path, text in best.new.items()}
        texts = {**options.texts, **fixed}
        found, sources = diagnostics(run_all(paths, replace(options, texts=texts)))
        if errors is not None and _errors(found) > errors:
            return before
        errors, before = _errors(found), best
        best = _round(best, found, sources, unsafe)
        if best is before:
            break
    return best


def _errors(found: Sequence[Diagnostic]) -> int:
    return sum(one.severity is Severity.error for one in found)


def _round(done: Fixed, found: Sequence[Diagnostic], sources: Sources, unsafe: bool) -> Fixed:
    """With another round of fixes; `done` itself where there are none."""
    old, new, fixes = dict(done.old), dict(done.new), done.fixes
    for file in sources:
        text, applied = apply_fixes(file.text, fixes_for(file.path, found, unsafe=unsafe))
        if text != file.text:
            old.setdefault(file.path, file)
            new[file.path] = text
            fixes += applied
    return done if new == done.new else Fixed(old, new, fixes)
