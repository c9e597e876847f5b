"""Each page's example triggers its diagnostic, and its mended form compiles without an error."""

import re
from pathlib import Path

import pytest

from awmc.diagnostics.entry import Entry
from awmc.diagnostics.model import Severity
from awmc.diagnostics.registry import ENTRIES
from awmc.driver import check_text

BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)\n```$", re.DOTALL | re.MULTILINE)

BYTES_ONLY = {"unreadable-file", "file-too-large", "invalid-utf8", "nul-character"}
"""What no text of a spec can show: test_source.py triggers these."""

LARGE_ONLY = {"too-deep", "limit-exceeded", "data-too-slow"}
"""What takes a spec too large for a page."""


def blocks(entry: Entry) -> list[tuple[str, str, str]]:
    """The fenced blocks of a page: language, file name or "", text."""
    return BLOCK.findall(entry.page)


def test_every_entry_has_an_example_where_one_is_possible() -> None:
    without = {e.name for e in ENTRIES.values() if not any(b[0] == "awm" for b in blocks(e))}
    assert without == BYTES_ONLY | LARGE_ONLY


@pytest.mark.parametrize(
    "entry",
    [e for e in ENTRIES.values() if e.name not in BYTES_ONLY | LARGE_ONLY],
    ids=lambda e: e.name,
)
def test_the_example_triggers_and_its_mended_form_compiles(entry: Entry, tmp_path: Path) -> None:
    for _, name, text in blocks(entry):
        if name:
            (tmp_path / name).write_text(text + "\n", encoding="utf-8")
    bad, good = (text for language, _, text in blocks(entry) if language == "awm")
    path = tmp_path / "shop.awm"
    for text, mended in ((bad, False), (good, True)):
        path.write_text(text, encoding="utf-8")
        found = check_text(text, path=str(path))
        if mended:
            left = [d for d in found if d.severity is Severity.error or d.name == entry.name]
            assert not left, f"the mended example of {entry.name}: {left}"
        else:
            assert entry.name in {d.name for d in found}, f"found only {[d.name for d in found]}"
