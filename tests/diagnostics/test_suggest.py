"""Did you mean: scope first, then other languages, then spelling; silence when nothing is near."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awmc.diagnostics.suggest import FUNCTIONS, TYPES, distance, suggest

FIELDS = ("id", "status", "total", "created_at", "delivery_fee")
NAMES = st.text("abc_", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("totl", "total"),
        ("totla", "total"),
        ("Status", "status"),
        ("createdAt", "created_at"),
        ("created", "created_at"),
        ("fee", "delivery_fee"),
    ],
)
def test_a_misspelt_field_is_found(wrong: str, meant: str) -> None:
    assert suggest(wrong, FIELDS, idioms={}) == (meant,)


@pytest.mark.parametrize(("wrong", "meant"), [("VARCHAR", "text"), ("Boolean", "bool")])
def test_a_type_of_another_language_is_found(wrong: str, meant: str) -> None:
    assert suggest(wrong, ["Order"], idioms=TYPES) == (meant,)


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("upper_case", "upper(…)"),
        ("substring", "s[a:b]"),
        ("coalesce", "x ?? y"),
        ("length", "len(…)"),
    ],
)
def test_a_function_of_another_language_is_found(wrong: str, meant: str) -> None:
    assert suggest(wrong, ["len", "upper", "lower"], idioms=FUNCTIONS) == (meant,)


def test_scope_comes_before_other_languages() -> None:
    assert suggest("String", ["string"]) == ("string",)


@pytest.mark.parametrize("wrong", ["customer", "x", "to", "zzzzzzzz"])
def test_nothing_is_said_when_nothing_is_near(wrong: str) -> None:
    assert suggest(wrong, FIELDS, idioms={}) == ()


@given(NAMES, st.lists(NAMES, max_size=12))
def test_candidates_are_few_distinct_and_in_scope(wrong: str, scope: list[str]) -> None:
    found = suggest(wrong, scope, idioms={})
    assert len(found) <= 3 and len(set(found)) == len(found)
    assert set(found) <= set(scope) - {wrong}


@given(NAMES, NAMES)
def test_distance_is_a_distance(a: str, b: str) -> None:
    assert distance(a, b) == distance(b, a) <= max(len(a), len(b))
    assert (distance(a, b) == 0) == (a == b)
