"""Which tools are compared by name: no two that are alike are passed over."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from awmc.lint.facts.wording import name_words
from awmc.lint.rules.confusable_tools import _keys, _reason

WORDS = "get set update edit order orders item 2 3 shipment state ab ba".split()


def slipped(name: str, chance: random.Random) -> str:
    """The name with a letter less, a letter more, or two exchanged."""
    at, letter = chance.randrange(len(name)), chance.choice("abst")
    less, more = name[:at] + name[at + 1 :], name[:at] + letter + name[at:]
    return chance.choice([less, more, name[:at] + name[at : at + 2][::-1] + name[at + 2 :]])


@pytest.mark.parametrize("seed", range(3))
def test_names_that_are_alike_share_a_key(seed: int) -> None:
    chance = random.Random(seed)
    names = ["_".join(chance.choices(WORDS, k=chance.randint(1, 3))) for _ in range(60)]
    names += [slipped(name, chance) for name in names]
    alike = [
        (first, second)
        for first, second in combinations(map(name_words, names), 2)
        if _reason(first, second) is not None
    ]
    assert len(alike) > 50
    assert all(_keys(first) & _keys(second) for first, second in alike)
