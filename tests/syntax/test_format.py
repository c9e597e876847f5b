"""Every construct, short and long, with comments everywhere: how it looks in the one format."""

from __future__ import annotations

from pathlib import Path

import pytest
from format_helpers import formatted
from syrupy.assertion import SnapshotAssertion

UGLY = Path(__file__).with_name("ugly.awm")


def test_the_looks_of_the_one_format(snapshot: SnapshotAssertion) -> None:
    result = formatted(UGLY.read_text(encoding="utf-8"))
    assert result.complete
    assert result.text == snapshot


def test_a_broken_declaration_keeps_its_text_between_formatted_ones() -> None:
    broken = "tool t( {\n   let   x = # why\n 1 }"
    result = formatted(f"enum A {{a}}\n# before\n{broken}   #after\nenum B {{b}}\n")
    assert result.kept == 1
    assert result.text == f"enum A {{ a }}\n\n# before\n{broken}  # after\n\nenum B {{ b }}\n"


def test_a_comment_never_takes_in_what_follows_it() -> None:
    text = "def f(#a\na: #b\nint #c\n) #d\n= #e\na #f\n+ #g\n1\n"
    result = formatted(text)
    assert result.complete
    assert [line.partition("# ")[2] for line in result.text.splitlines()] == [*"abcdefg", ""]


def test_a_text_between_three_quotes_moves_as_a_whole() -> None:
    text = (
        'environment e { policy """\n        One\n          two\n\n        three\n        """ }\n'
    )
    lines = ["One", "  two", "", "three"]
    moved = "".join(f"  {line}\n" if line else "\n" for line in lines)
    assert formatted(text).text == f'environment e {{\n  policy """\n{moved}  """\n}}\n'


def test_wide_characters_take_two_columns() -> None:
    narrow = formatted(f'error Long(reason: text) "{"a" * 80}"\n').text
    wide = formatted(f'error Long(reason: text) "{"あ" * 80}"\n').text
    assert (narrow.count("\n"), wide.count("\n")) == (1, 2)


def test_an_empty_file_stays_empty() -> None:
    assert formatted("").text == ""
    assert formatted("\n\n").text == ""
    assert formatted("\n#only this").text == "# only this\n"


@pytest.mark.parametrize("depth", [10, 90, 5000])
@pytest.mark.parametrize("value", ["1{0}", "x{1}", "{2}1{3}"])
def test_deep_expressions_are_formatted_or_refused(value: str, depth: int) -> None:
    value = value.format(" + 1" * depth, ".a" * depth, "f(" * depth, ")" * depth)
    result = formatted(f"def f(x: int)={value}\n")
    assert result.complete or result.errors or result.fault
    assert result.complete or depth > 10
