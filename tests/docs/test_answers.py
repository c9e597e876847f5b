"""The table of answers in the reference says what the judge does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from awmc.runtime.judging.answers import find_answer
from awmc.runtime.judging.model import Answer

REFERENCE = Path(__file__).parents[2] / "docs" / "language.md"
WANTED: dict[str, tuple[Any, str]] = {
    "3": (3, "int"),
    "1234.5": (1234.5, "money"),
    "0.666…": (2 / 3, "float"),
    "2026-03-02": ("2026-03-02", "date"),
    "days(1)": (86400, "duration"),
    "in_transit": ("in_transit", "enum"),
    '"Ana Silva"': ("Ana Silva", "text"),
    '["b", "a"]': (["b", "a"], "text"),
}
"""What the first column stands for."""


def lines() -> list[tuple[str, list[str], list[str]]]:
    text = REFERENCE.read_text()
    table = text[text.index("| an answer | is found in |") :].split("\n\n")[0]
    cells = [line.strip("|").split("|") for line in table.splitlines()[2:]]
    return [
        (re.findall("`(.+?)`", a)[0], re.findall("`(.+?)`", b), re.findall("`(.+?)`", c))
        for a, b, c in cells
    ]


@pytest.mark.parametrize("wanted,found,missing", lines(), ids=lambda value: str(value)[:20])
def test_the_table_is_true(wanted: str, found: list[str], missing: list[str]) -> None:
    value, kind = WANTED[wanted]
    answer = Answer(value, kind, members=("in_transit", "lost") if kind == "enum" else ())
    assert found and missing
    for text in found:
        assert find_answer(answer, text, lambda table, column, text: []) is None, text
    for text in missing:
        assert find_answer(answer, text, lambda table, column, text: []) is not None, text
