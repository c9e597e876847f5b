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
    fixed, applied = apply_fixes(text, fixes_for("shop.awm", found, unsafe=False))
    after = check(fixed)
    assert not after.errors, after.diagnostics
    assert len(after.diagnostics) <= len(found) - applied
    assert fixed.count("# ") == text.count("# ")


def test_some_cases_have_safe_fixes() -> None:
    found = [fixes_for("shop.awm", check(path.read_text("utf-8")).diagnostics) for path in CASES]
    assert sum(map(bool, found)) >= 3
