"""Words of the language are free as names wherever the grammar leaves room for one."""

from __future__ import annotations

import pytest
from syntax_helpers import errors, read
from words_as_names import PLACES, WORDS

from awmc.syntax.keywords import RESERVED


@pytest.mark.parametrize("place", PLACES)
def test_most_words_are_free(place: str) -> None:
    taken = {word: errors(PLACES[place].format(word)) for word in WORDS}
    # The word that starts a value may not also be the value there.
    assert {word: found for word, found in taken.items() if found} == {}


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_reserved_words_are_refused_as_variables(word: str) -> None:
    assert errors(f"tool t() {{ let {word} = 1 }}") == ["reserved-word"]


def test_a_field_may_be_called_match() -> None:
    assert (
        errors("entity Bet { key id: int  owner match: Match }\ndef d(b: Bet) = b.match.id") == []
    )


def test_words_end_where_letters_end() -> None:
    assert errors("def d() = [orders for orders in form if notes order by limits]") == []
    assert errors("tool t() -> Panel bye { }") != []


def test_a_space_before_the_colon_is_no_matter() -> None:
    loose, found = read("entity E { key id : int  state : text }")
    assert found == ()
    assert [d for d in loose.declarations] != []


@pytest.mark.parametrize(
    "text",
    [
        "def d() = xs[10:20]",
        "def d() = xs[10:200]",
        "def d() = xs[a:b]",
        "def d() = xs[:b] + xs[a:] + xs[:]",
        "def d() = xs[a + 10:20 * b]",
        "def d() = xs[f(x = 1, y = [09:30]):if_x]",
        "def d() = [09:30, 10:00]",
        "def d() = m['a'].b[2024-05-15]",
    ],
)
def test_colons_in_brackets_are_slices(text: str) -> None:
    assert errors(text) == []
