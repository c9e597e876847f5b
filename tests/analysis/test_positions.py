"""Places of the protocol and offsets are two ways to say one thing, whatever the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from awmc.analysis.positions import Place, offset_of, place_of
from awmc.source import SourceFile

TEXTS = st.text(alphabet="a\n\té😀\U0010ffff\u2028", max_size=40)


@given(TEXTS, st.integers(0, 40))
def test_an_offset_comes_back_from_its_place(text: str, offset: int) -> None:
    file = SourceFile("a", text)
    offset = min(offset, len(text))
    place = place_of(file, offset)
    assert offset_of(file, place) == offset
    before = text[:offset].rpartition("\n")[2]
    assert place == Place(text.count("\n", 0, offset), len(before.encode("utf-16-le")) // 2)


@given(TEXTS, st.integers(-2, 50), st.integers(0, 50))
def test_any_place_is_somewhere_on_its_line(text: str, line: int, column: int) -> None:
    file = SourceFile("a", text)
    offset = offset_of(file, Place(line, column))
    assert 0 <= offset <= len(text)
    if 0 <= line < file.lines:
        found = place_of(file, offset)
        assert found.line == line and found.column <= column
