"""Random data are the same on every Python, and as the language says."""

from hashlib import sha256

import pytest

from awmc.build.random_streams import RandomStream
from awmc.runtime.failures import Failed

GOLDEN = "304e804363d26f8b55f7956868e493bad9000f2e61fbc2b42dbb12ea5e3344f7"


def everything(stream: RandomStream) -> list[object]:
    return [
        stream.rand_int(-(2**63), 2**63 - 1),
        stream.rand_int(1, 6),
        stream.rand_money(0, 99_99),
        stream.rand_date("2024-01-01", "2026-12-31"),
        stream.chance(0.5),
        stream.pick("abcdef"),
        stream.shuffle(range(20)),
        stream.sample(range(20), 5),
        stream.fake_name(),
        stream.fake_email(),
        stream.fake_phone(),
        stream.fake_street(),
        stream.fake_city(),
        stream.fake_company(),
        stream.fake_sentence(),
    ]


def test_a_stream_is_the_same_on_every_python() -> None:
    stream = RandomStream(7, "Member", 1)
    text = repr([everything(stream) for _ in range(200)])
    assert sha256(text.encode()).hexdigest() == GOLDEN


def test_streams_differ_by_seed_entity_and_number() -> None:
    keys = [(0, "A", 1), (1, "A", 1), (0, "B", 1), (0, "A", 2)]
    assert len({repr(everything(RandomStream(*key))) for key in keys}) == len(keys)


def test_every_number_of_a_range_comes_up_and_no_other() -> None:
    stream = RandomStream(0, "Die", 1)
    rolls = [stream.rand_int(1, 6) for _ in range(6_000)]
    assert {n: 900 < rolls.count(n) < 1100 for n in set(rolls)} == dict.fromkeys(range(1, 7), True)
    assert stream.rand_int(5, 5) == 5


def test_shuffling_keeps_the_items() -> None:
    stream = RandomStream(0, "Deck", 1)
    assert sorted(stream.shuffle(range(52))) == list(range(52))
    assert len(set(stream.sample(range(52), 13))) == 13


@pytest.mark.parametrize(
    "attempt",
    [
        lambda s: s.pick([]),
        lambda s: s.rand_int(2, 1),
        lambda s: s.rand_money(2, 1),
        lambda s: s.rand_date("2024-01-02", "2024-01-01"),
        lambda s: s.sample([1, 2], 3),
        lambda s: s.sample([1, 2], -1),
    ],
)
def test_what_cannot_be_done_fails(attempt: object) -> None:
    assert callable(attempt)
    with pytest.raises(Failed) as failed:
        attempt(RandomStream(0, "A", 1))
    assert failed.value.code == "invalid_operation"
