"""Fixes on the specs of cases/: whatever surrounds what they mend, the spec compiles afterwards and its comments are all there."""

from __future__ import annotations

from pathlib import Path

import pytest

from awmc.diagnostics.fixes import apply_fixes, fixes_for
from awmc.driver import Checked, Options, run
from awmc.source import SourceFile

CASES = sorted(Path(__file__).parent.glob("cases/*.awm"))


def check(text: str) -> Checked:
    return run(SourceFile("shop.awm", text), Path(), Options(build=False, select=("all",)))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_safe_fixes_leave_a_spec_that_compiles_with_its_comments(path: Path) -> None:
    text = path.read_text("utf-8")
    found = check(text).diagnostics
    fixes = fixes_for("shop.awm", found, unsafe=False)
    if not fixes:
        pytest.skip("nothing here has a safe fix")
    fixed, applied = apply_fixes(text, fixes)
    after = check(fixed)
    assert applied > 0 and not after.errors, after.diagnostics
    assert len(after.diagnostics) <= len(found) - applied
    assert fixed.count("# ") == text.count("# ")
