"""Fixes: each is applied whole or not at all."""

from hypothesis import given
from hypothesis import strategies as st

from awmc.diagnostics.fixes import apply_fixes
from awmc.diagnostics.model import Applicability, Edit, Fix
from awmc.source import Span


def fix(*edits: tuple[int, int, str]) -> Fix:
    return Fix(
        title="change it",
        applicability=Applicability.safe,
        edits=tuple(Edit(span=Span("a.awm", *edit[:2]), text=edit[2]) for edit in edits),
    )


def test_fixes_are_applied_together_in_any_order() -> None:
    text = "a && b || c"
    fixes = [fix((7, 9, "or")), fix((2, 4, "and"))]
    assert apply_fixes(text, fixes) == apply_fixes(text, fixes[::-1]) == ("a and b or c", 2)


def test_an_edit_that_two_fixes_share_is_made_once() -> None:
    assert apply_fixes("abc", [fix((0, 1, "x")), fix((0, 1, "x"), (2, 3, "z"))]) == ("xbz", 2)


def test_a_fix_that_overlaps_an_earlier_one_is_left_out_whole() -> None:
    assert apply_fixes("abcdef", [fix((0, 3, "X")), fix((2, 4, "Y"), (5, 6, "Z"))]) == ("Xdef", 1)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), max_size=6))
def test_deleting_removes_nothing_but_what_was_named(cuts: list[tuple[int, int]]) -> None:
    text = "0123456789abcd"
    result, _ = apply_fixes(text, [fix((start, start + size, "")) for start, size in cuts])
    named = {i for start, size in cuts for i in range(start, start + size)}
    assert set(text) - set(result) <= {text[i] for i in named}
    assert [c for c in text if c in result] == list(result)
