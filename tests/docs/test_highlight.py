"""Colouring loses no character, and knows every part of a spec that parses."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.token import Comment, Error, Keyword, Name, String

from awmc.highlight import AwmLexer
from tests.fences import DOCS, blocks

TOP = DOCS.parent
SPECS = sorted([*TOP.glob("specs/*.awm"), *TOP.glob("tests/language/*.awm")])
LEXER = AwmLexer()


def tokens(text: str) -> list[tuple[object, str]]:
    return [(kind, value) for _, kind, value in LEXER.get_tokens_unprocessed(text)]


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_a_spec_has_no_error_token(spec: Path) -> None:
    text = spec.read_text(encoding="utf-8")
    found = tokens(text)
    assert "".join(value for _, value in found) == text
    assert [value for kind, value in found if kind is Error] == []


@given(st.text())
def test_any_text_comes_back_whole(text: str) -> None:
    assert "".join(value for _, value in tokens(text)) == text


def test_blocks_of_the_reference_have_no_error_token() -> None:
    for block in blocks(DOCS / "language.md"):
        if block.language == "awm":
            assert [value for kind, value in tokens(block.text) if kind is Error] == [], block.line


def test_a_word_is_coloured_by_what_it_is() -> None:
    found = tokens(
        'tool order(limit: int = 3) "Of {x}" { set order.limit = limit\n return order } # end'
    )
    assert found[0] == (Keyword, "tool")
    assert (Name.Function, "order") in found
    assert (Name.Attribute, "limit") in found and (Name, "limit") in found
    assert (Keyword.Type, "int") in found
    assert (String.Interpol, "{x}") in found
    assert (Keyword, "return") in found and (Name, "order") in found
    assert found[-1] == (Comment.Single, "# end")
