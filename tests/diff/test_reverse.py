"""A comparison read backwards tells of the same things, with what was added as removed."""

from __future__ import annotations

import pytest

from awmc.diff import Change
from tests.diff.cases import Case, changes
from tests.diff.cases.table import CASES

OPPOSITE = {
    "added": "removed",
    "removed": "added",
    "widened": "narrowed",
    "narrowed": "widened",
    "became-writing": "became-read-only",
    "became-read-only": "became-writing",
    "became-required": "became-optional",
    "became-optional": "became-required",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_backwards_the_same_changes_are_told(case: Case) -> None:
    there, back = changes(case.old, case.new), changes(case.new, case.old)
    assert len(there) == len(back)
    if not any("renamed" in one.rule for one in there):
        assert {one.what for one in there} == {one.what for one in back}
    told = {(plain(one), one.what) for one in back}
    for one in there:
        for word, opposite in OPPOSITE.items():
            rule = plain(one)
            if rule.endswith(f"-{word}") and not rule.startswith("result-type"):
                assert (rule.removesuffix(word) + opposite, one.what) in told


def plain(change: Change) -> str:
    """The rule's name; of what was removed it does not matter whether it had to be given."""
    return change.rule.replace("added-required", "added").replace("added-optional", "added")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_case_tells_nothing_of_itself(case: Case) -> None:
    assert changes(case.new, case.new) == ()
