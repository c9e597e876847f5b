"""Each page's example triggers its diagnostic, and its mended form compiles without an error."""

from pathlib import Path

import pytest

from awmc.diagnostics.entry import Entry
from awmc.diagnostics.model import Severity
from awmc.diagnostics.registry import ENTRIES
from awmc.driver import check_text
from tests.fences import blocks_of

BYTES_ONLY = {"unreadable-file", "file-too-large", "invalid-utf8", "nul-character"}
"""What no text of a spec can show: test_source.py triggers these."""

LARGE_ONLY = {"too-deep", "limit-exceeded", "data-too-slow"}
"""What takes a spec too large for a page."""


def test_every_entry_has_an_example_where_one_is_possible() -> None:
    without = {
        e.name for e in ENTRIES.values() if not any(b.language == "awm" for b in blocks_of(e.page))
    }
    assert without == BYTES_ONLY | LARGE_ONLY


@pytest.mark.parametrize(
    "entry",
    [e for e in ENTRIES.values() if e.name not in BYTES_ONLY | LARGE_ONLY],
    ids=lambda e: e.name,
)
def test_the_example_triggers_and_its_mended_form_compiles(entry: Entry, tmp_path: Path) -> None:
    blocks = list(blocks_of(entry.page))
    for block in blocks:
        for name in block.words:
            (tmp_path / name).write_text(block.text, encoding="utf-8")
    bad, good = (block.text for block in blocks if block.language == "awm")
    path = tmp_path / "shop.awm"
    for text, mended in ((bad, False), (good, True)):
        path.write_text(text, encoding="utf-8")
        found = check_text(text, path=str(path))
        if mended:
            left = [d for d in found if d.severity is Severity.error or d.name == entry.name]
            assert not left, f"the mended example of {entry.name}: {left}"
        else:
            assert entry.name in {d.name for d in found}, f"found only {[d.name for d in found]}"
