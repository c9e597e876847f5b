"""The judge of texts that were cut off, with which tests/extras/gen_smoke judges a real model: beginnings of specs are beginnings, broken ones are not."""

from __future__ import annotations

import random
from pathlib import Path

from awmc.resources import template_text
from tests.extras.gen_smoke.judging import faults, faults_of_beginning

SPECS = Path(__file__).parents[2] / "specs"
NEW = template_text("new.awm").replace("{{ name }}", "corner_shop")


def test_every_beginning_of_a_spec_is_one() -> None:
    draw = random.Random(1)
    for text in (NEW, (SPECS / "sorting_game.awm").read_text("utf-8")):
        assert faults(text) == []
        for place in draw.sample(range(len(text)), 60):
            assert faults_of_beginning(text[:place]) == [], text[:place][-80:]


def test_what_is_broken_is_the_beginning_of_nothing() -> None:
    draw, seen, all_of = random.Random(2), 0, 0
    for _ in range(100):
        place = NEW.index("\n", draw.randrange(len(NEW) // 2))
        text = (
            NEW[:place]
            + draw.choice([" ) ", " let let ", " } } }\n", " tool tool(", " => =>"])
            + NEW[place:]
        )
        if faults(text):
            all_of += 1
            seen += bool(faults_of_beginning(text[: place + 400]))
    assert seen == all_of > 60
