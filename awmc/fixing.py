"""Applying the safe fixes of specs to their files.

In: the files of specs. Out: how many files changed. Guaranteed: only files whose diagnostics offer a safe fix are written, each
in one step, with the line ends and byte-order mark that it had; the fixes of one round may make room for those of the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from awmc.batch import diagnostics, run_all
from awmc.diagnostics.fixes import apply_fixes, fixes_for
from awmc.rewrite import rewrite

ROUNDS = 10
"""After so many rounds a fix is taken to undo another's work."""


def fix_files(paths: Sequence[Path]) -> int:
    """Mend what can be mended safely; how many files were written."""
    written: set[str] = set()
    for _ in range(ROUNDS):
        changed = _round(paths)
        written |= changed
        if not changed:
            break
    return len(written)


def _round(paths: Sequence[Path]) -> set[str]:
    found, sources = diagnostics(run_all(paths, emit=False))
    changed = set()
    for file in sources:
        text = apply_fixes(file.text, fixes_for(file.path, found))
        if text != file.text:
            rewrite(Path(file.path), text)
            changed.add(file.path)
    return changed
