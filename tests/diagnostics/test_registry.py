"""The registry: codes and names that a reader can rely on, and pages that are never stale."""

import re
from pathlib import Path

import pytest

from awmc.diagnostics.entry import Entry
from awmc.diagnostics.pages import DOCS, README, pages, with_table
from awmc.diagnostics.registry import FAMILIES

ALL = [entry for family in FAMILIES.values() for entry in family]
ROOT = Path(__file__).parents[2]


def test_codes_and_names_are_unique() -> None:
    assert len({entry.code for entry in ALL}) == len({entry.name for entry in ALL}) == len(ALL)


@pytest.mark.parametrize("digit", FAMILIES)
def test_codes_rise_within_the_range_of_their_family(digit: str) -> None:
    codes = [entry.code for entry in FAMILIES[digit]]
    assert codes == sorted(codes)
    assert all(re.fullmatch(rf"AWM{digit}\d\d", code) for code in codes)


@pytest.mark.parametrize("entry", ALL, ids=lambda entry: entry.name)
def test_an_entry_is_well_formed(entry: Entry) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.name)
    assert not entry.summary.endswith(".") and not entry.message.endswith(".")
    message, _ = entry.words(dict.fromkeys(entry.facts, "fact"))
    assert message.count("`") % 2 == 0
    assert "{{" not in message and "\n" not in message


def test_docs_errors_is_what_the_registry_says() -> None:
    folder = ROOT / DOCS
    written = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.md"))}
    assert written == pages(), "run: python -m awmc.diagnostics.pages"


def test_the_table_of_facts_is_what_the_registry_says() -> None:
    readme = (ROOT / README).read_text("utf-8")
    assert readme == with_table(readme), "run: python -m awmc.diagnostics.pages"
