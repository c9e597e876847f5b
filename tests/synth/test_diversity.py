"""How near descriptions are: laws, and the numbers that the limits stand on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awmc.synth.diversity import Kept, cosine, likeness, stems
from awmc.synth.embedding import Embeddings
from awmc.synth.proposals import Settings
from tests.synth.worlds import AGAIN, LONG, LONG_AGAIN, corpus

TEXTS = st.text(st.sampled_from("abcs eing  .é"), max_size=40)
VECTORS = st.lists(st.floats(-9, 9), min_size=3, max_size=3)


@given(TEXTS, TEXTS)
def test_nearness_is_symmetric_and_a_text_is_nearest_to_itself(one: str, other: str) -> None:
    there, back = likeness(stems(one), stems(other)), likeness(stems(other), stems(one))
    assert there == back
    assert 0 <= there <= likeness(stems(one), stems(one)) == 1


@given(VECTORS, VECTORS)
def test_the_same_holds_for_embeddings(one: list[float], other: list[float]) -> None:
    assert cosine(one, other) == pytest.approx(cosine(other, one))
    assert 0 <= cosine(one, other) <= cosine(one, one) == 1


@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=6), st.booleans())
def test_keeping_more_makes_nothing_less_near(text: str, others: list[str], embedded: bool) -> None:
    kept = Kept((lambda t: (len(t), t.count("a"), 1.0)) if embedded else None)
    assert kept.nearest(text) is None
    before = 0.0
    for number, other in enumerate(others):
        kept.keep(f"w{number}", other)
        near = kept.nearest(text)
        assert near is not None and near.near >= before
        before = near.near
    kept.keep("itself", text)
    near = kept.nearest(text)
    assert near is not None and near.near == 1


def test_the_limit_tells_other_worlds_from_other_words() -> None:
    limit = Settings().limit
    for first, again in ((corpus(), AGAIN), (LONG, LONG_AGAIN)):
        assert len(first) >= len(again) >= 6
        for name, text in again.items():
            assert likeness(stems(text), stems(first[name])) >= limit + 0.05
    groups = [corpus(), AGAIN, LONG, LONG_AGAIN]
    everything = [pair for group in groups for pair in group.items()]
    for (name, text), (other, told) in combinations(everything, 2):
        if name != other:
            assert likeness(stems(text), stems(told)) <= limit - 0.05, (name, other)


def test_an_embedding_needs_a_limit_of_its_own() -> None:
    async def embed(texts: Sequence[str]) -> list[tuple[float, ...]]:
        raise AssertionError

    with pytest.raises(ValueError, match="give it"):
        Settings(embed=Embeddings(embed))
