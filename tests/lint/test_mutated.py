"""Fixes on specs that chance has changed: none brings an error, none loses a comment, and they come to an end."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from awmc.diagnostics.fixes import apply_fixes, fixes_for
from awmc.diagnostics.sink import Sink
from awmc.driver import Checked, Options, run
from awmc.fixing import ROUNDS
from awmc.source import SourceFile
from awmc.syntax.parse import parse

TOP = Path(__file__).parents[2]
SPECS = [
    path
    for folder in ("tests/lint/cases", "tests/language", "specs")
    for path in sorted((TOP / folder).glob("*.awm"))
]
CONDITION = re.compile(r"(?:(?<=require )|(?<=ensure ))[^\n{}#\"]*?(?= else)")
WRAPPED = ("not ({})", "not not ({})", "({}) == true", "true and ({})", "({}) and ({})", "!({})")
SPELLED = (
    (" and ", " && "),
    (" or ", " || "),
    ("none", "null"),
    ("true", "True"),
    (" > 0", " != 0"),
)
LINES = (
    "  let zz = 1  # a remark\n",
    "  # noqa: unused-name\n",
    "  if true { } else { if false { } }\n",
)


def mutated(text: str, chance: random.Random) -> str:
    """The text with a few changes that rules have an opinion of, and comments at odd places."""
    for _ in range(chance.randint(1, 5)):
        conditions = list(CONDITION.finditer(text))
        opened = [found.end() for found in re.finditer(r"\{\n", text)]
        ends = [found.start() for found in re.finditer(r"(?<=[\w)}\]])\n", text)]
        kind = chance.randrange(4)
        if kind == 0 and conditions:
            at = chance.choice(conditions)
            text = (
                text[: at.start()] + chance.choice(WRAPPED).replace("{}", at[0]) + text[at.end() :]
            )
        elif kind == 1:
            old, new = chance.choice(SPELLED)
            places = [found.start() for found in re.finditer(re.escape(old), text)]
            if places:
                place = chance.choice(places)
                text = text[:place] + new + text[place + len(old) :]
        elif kind == 2 and opened:
            place = chance.choice(opened)
            text = text[:place] + chance.choice(LINES) + text[place:]
        elif ends:
            place = chance.choice(ends)
            text = f"{text[:place]}  # remark {chance.randrange(1000)}{text[place:]}"
    return text


def checked(path: Path, text: str) -> Checked:
    options = Options(build=False, select=("all",))
    return run(SourceFile(path.name, text), path.parent, options)


def remarks(text: str) -> list[str]:
    """The comments that no rule may remove."""
    comments = parse(SourceFile("shop.awm", text), Sink()).comments
    return sorted(one.text for one in comments if "noqa" not in one.text)


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "all"])
@pytest.mark.parametrize("seed", range(12))
def test_fixes_of_mutated_specs_break_and_lose_nothing(seed: int, unsafe: bool) -> None:
    chance = random.Random(seed)
    path = chance.choice(SPECS)
    text = mutated(path.read_text("utf-8"), chance)
    found = checked(path, text)
    had_errors, comments = found.errors, remarks(text)
    for _ in range(ROUNDS):
        fixed, _ = apply_fixes(text, fixes_for(path.name, found.diagnostics, unsafe=unsafe))
        if fixed == text:
            break
        found = checked(path, fixed)
        assert had_errors or not found.errors, (text, found.diagnostics)
        assert had_errors or remarks(fixed) == comments
        text = fixed
    else:
        pytest.fail("the fixes undo one another")
