"""`awmc diff` as its users call it: exit codes, formats, pages, and how a realistic edit looks."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from syrupy.assertion import SnapshotAssertion

from awmc.diff.pages import page, rules_table
from awmc.diff.registry import all_rules
from tests.cli.conftest import Ran, awmc
from tests.diff.cases import FOLDER, STALL, changes, edited
from tests.diff.cases.table import NO_SALE

__all__ = ["awmc"]
Awmc = Callable[..., Ran]
TOP = Path(__file__).parents[2]

EDITS = {
    "breaks agents": ("tool far(", "tool distance("),
    "breaks data": ("label: text", "label: text(1..)"),
    "changes rewards": ("set Till.opened += 1", "set Till.opened += 2"),
    "breaks nothing": ('"Sell an item"', '"Sell something"'),
    "is none": ("seed 5", "seed  5  # the same"),
}
FAILS = {
    "breaking": {"breaks agents", "breaks data", "changes rewards"},
    "agents": {"breaks agents"},
    "data": {"breaks data"},
    "rewards": {"changes rewards"},
    "data,rewards": {"breaks data", "changes rewards"},
    "any": set(EDITS) - {"is none"},
}
LIBRARY = (
    (
        'tool borrow(copy: Copy "The copy\'s barcode" else "No such copy")',
        'tool borrow(copy: Copy "The copy\'s barcode" else "No such copy", days: int(1..28) "For how long")',
    ),
    ("days(Rules.loan_days) }", "days(days) }"),
    ("due, renewals, returned_at?,", "due, renewals,"),
    ("require not me.suspended else", "require not me.suspended and me.owed == 0 else"),
    ("tool my_profile()", "tool profile()"),
    ('call borrow(copy = Copy("B016-1"))', 'call borrow(copy = Copy("B016-1"), days = 21)'),
    ("phone: text?", "phone: text(5..20)?"),
    ("fine_a_day: money = 0.25", "fine_a_day: money = 0.5"),
    ("A member has one room a day", "A member has two rooms a day"),
    ('limit: int(1..50) "Most books', 'limit: int(1..100) "Most books'),
)


@pytest.fixture
def stalls(awmc: Awmc) -> None:
    """The stall in old/, and in new/ once for each kind of edit."""
    for folder in ("old", *EDITS):
        Path(folder).mkdir()
        shutil.copy(FOLDER / "geo.py", folder)
        edits = (EDITS[folder],) if folder in EDITS else ()
        Path(folder, "stall.awm").write_text(edited(STALL, edits), "utf-8")


@pytest.mark.parametrize("kind", FAILS)
def test_it_fails_on_what_it_is_told_to(stalls: None, awmc: Awmc, kind: str) -> None:
    for edit in EDITS:
        ran = awmc("diff", "old", edit, "--fail-on", kind)
        assert ran.code == int(edit in FAILS[kind]), (edit, ran.out)


def test_differences_alone_are_no_failure(stalls: None, awmc: Awmc) -> None:
    for edit in EDITS:
        ran = awmc("diff", "old/stall.awm", f"{edit}/stall.awm")
        assert ran.code == 0
        assert (ran.out == "no change in meaning\n") == (edit == "is none")


def test_environments_that_came_and_went(stalls: None, awmc: Awmc) -> None:
    Path("old/stall.awm").rename("new.awm")
    Path("old/kiosk.awm").write_text("environment kiosk { clock 2026-01-01T00:00:00 }", "utf-8")
    gone = awmc("diff", "old", "is none", "--fail-on", "breaking")
    assert gone.code == 1
    assert "kiosk: environment removed (old/kiosk.awm)" in gone.out
    assert "stall: environment added (is none/stall.awm)" in gone.out
    assert gone.out.endswith("added: stall; removed: kiosk\n")
    assert (
        "::warning title=environment removed::kiosk"
        in awmc("diff", "old", "is none", "--output-format", "github").out
    )


def test_a_spec_with_errors_is_shown_and_fails(stalls: None, awmc: Awmc) -> None:
    Path("old/stall.awm").write_text("environment stall {", "utf-8")
    ran = awmc("diff", "old", "is none")
    assert (ran.code, ran.out) == (1, "")
    assert "old/stall.awm:1" in ran.err


def test_two_specs_of_one_name_cannot_be_compared(stalls: None, awmc: Awmc) -> None:
    shutil.copy("old/stall.awm", "old/other.awm")
    ran = awmc("diff", "old", "is none")
    assert ran.code == 2
    assert "are called stall: old/other.awm and old/stall.awm" in ran.err


def test_wrong_uses(awmc: Awmc) -> None:
    assert awmc("diff").code == awmc("diff", "one").code == 2
    assert "'all' is none of" in awmc("diff", "a", "b", "--fail-on", "data,all").err
    assert "did you mean tool-removed?" in awmc("diff", "--explain", "tool-remove").err


def test_pages_and_the_list(awmc: Awmc) -> None:
    for rule in all_rules().values():
        assert awmc("diff", "--explain", rule.name).out == page(rule)
    names = [line.split()[0] for line in awmc("diff", "--rules").out.splitlines()]
    assert names == list(all_rules())


def test_the_documentation_has_the_table_of_rules() -> None:
    """`python -m awmc.diff.pages` writes it."""
    assert rules_table() in (TOP / "docs/diff.md").read_text("utf-8")


def test_the_code_is_shown_where_it_is_asked_for(stalls: None, awmc: Awmc) -> None:
    ran = awmc("diff", "old", "breaks agents", "--code")
    assert "--- a/stall/tools.json\n+++ b/stall/tools.json\n" in ran.out
    assert '-    "name": "far",' in ran.out and '+    "name": "distance",' in ran.out
    assert "---" not in awmc("diff", "old", "breaks agents").out
    found = json.loads(
        awmc("diff", "old", "breaks agents", "--code", "--output-format", "json").out
    )
    assert "+++ b/stall/tools.json" in found["environments"][0]["code"]


PLACE = {
    "type": ["object", "null"],
    "required": ["path", "line", "column", "end_line", "end_column"],
    "additionalProperties": False,
    "properties": {"path": {"type": "string"}, "line": {"type": "integer", "minimum": 1}}
    | {name: {"type": "integer", "minimum": 1} for name in ("column", "end_line", "end_column")},
}
TEXT = {"type": ["string", "null"]}
CHANGE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "rule": {"enum": list(all_rules())},
        "family": {"enum": ["agents", "behaviour", "data", "rewards"]},
        "what": {"type": "string", "minLength": 1},
        "message": {"type": "string", "minLength": 1},
        "old": TEXT,
        "new": TEXT,
        "breaks": {
            "type": "object",
            "propertyNames": {"enum": ["agents", "data", "rewards"]},
            "additionalProperties": {"type": "string", "minLength": 1},
        },
        "old_place": PLACE,
        "new_place": PLACE,
    },
}
CHANGE["required"] = list(CHANGE["properties"])  # type: ignore[call-overload]


def test_json_has_its_shape(stalls: None, awmc: Awmc) -> None:
    for edit in EDITS:
        found = json.loads(awmc("diff", "old", edit, "--output-format", "json").out)
        (environment,) = found["environments"]
        assert environment["status"] == ("same" if edit == "is none" else "changed")
        changes = environment["changes"]
        jsonschema.validate(changes, {"type": "array", "items": CHANGE})
        assert found["summary"]["changes"] == len(changes)
        assert all(one["old_place"] or one["new_place"] for one in changes)


def test_github_annotations_are_one_line_each(stalls: None, awmc: Awmc) -> None:
    hostile = (
        ('"Sell an item"', '"""Sell\n::error::x"""'),
        (
            "require amount <= item.stock",
            'require amount <= item.stock and item.name != ",%0A::x:"',
        ),
        NO_SALE,
    )
    Path("is none/stall.awm").write_text(edited(STALL, hostile), "utf-8")
    out = awmc("diff", "old", "is none", "--output-format", "github").out
    assert len(out.splitlines()) >= 3
    for line in out.splitlines():
        assert line.startswith(("::warning ", "::notice "))
        assert "title=" in line
    assert "file=is none/stall.awm" in out and "%250A" in out


def test_a_realistic_edit_of_the_library(awmc: Awmc, snapshot: SnapshotAssertion) -> None:
    for folder, edits in (("old", ()), ("new", LIBRARY)):
        shutil.copytree(TOP / "specs/library", f"{folder}/library")
        shutil.copy(TOP / "specs/isbn.py", folder)
        text = edited((TOP / "specs/library.awm").read_text("utf-8"), edits)
        Path(folder, "library.awm").write_text(text, "utf-8")
    assert awmc("diff", "old/library.awm", "new/library.awm").out == snapshot


def test_types_are_told_as_specs_write_them_with_spellings_where_these_differ() -> None:
    header = 'environment e "E" { clock 2026-01-01T00:00:00 }\n'
    first = "entity Plot { auto key id: int  soil: Soil?  wet: Soil }\n"
    spec = header + "enum Soil { clay, loam }\n" + first
    (narrowed,) = fields_told(spec, spec.replace("?", ""))
    assert narrowed == "narrowed from Soil? to Soil"
    widened = fields_told(spec, spec.replace("loam", "loam, sand"))
    assert widened == [
        f"widened from {soil} (clay, loam) to {soil} (clay, loam, sand)"
        for soil in ("Soil?", "Soil")
    ]


def fields_told(old: str, new: str) -> list[str]:
    return [one.message for one in changes(old, new) if one.rule.startswith("field-type")]
