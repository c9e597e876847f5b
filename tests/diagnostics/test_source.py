"""Reading files: any bytes give either a clean text or a diagnostic, never an exception."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awmc.diagnostics.sink import Sink
from awmc.source import MAX_BYTES, SourceFile, Sources, Span, decode_source, read_source


@given(st.binary(max_size=60) | st.text("a\r\n\0\ufeffé\u202e", max_size=20).map(str.encode))
def test_any_bytes_give_a_clean_text_or_a_diagnostic(data: bytes) -> None:
    sink = Sink()
    file = decode_source(data, "a.awm", sink)
    assert (file is None) == sink.has_errors
    if file is not None:
        assert not set("\r\0") & set(file.text)
        assert not file.text.startswith("\ufeff") or data.startswith(b"\xef\xbb\xbf" * 2)


@given(st.text("ab\n", max_size=30))
def test_positions_name_the_character_that_is_there(text: str) -> None:
    file = SourceFile("a.awm", text)
    assert "\n".join(file.line(n + 1) for n in range(file.lines)) == text
    for offset, character in enumerate(text):
        line, column = file.position(offset)
        assert (file.line(line) + "\n")[column - 1] == character


def test_a_position_beyond_the_text_is_its_end() -> None:
    assert SourceFile("a.awm", "ab\nc").position(99) == (2, 2)
    assert SourceFile("a.awm", "").position(0) == (1, 1)


def test_a_span_covers_two() -> None:
    assert Span("a.awm", 5, 6).to(Span("a.awm", 1, 2)) == Span("a.awm", 1, 6)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"enum A {\xff}", "invalid-utf8"),
        (b"enum A {\0}", "nul-character"),
        (b"#" * (MAX_BYTES + 1), "file-too-large"),
    ],
)
def test_a_bad_file_is_reported(data: bytes, name: str, tmp_path: Path) -> None:
    path = tmp_path / "shop.awm"
    path.write_bytes(data)
    sink = Sink()
    assert read_source(path, "shop.awm", sink) is None
    assert [d.name for d in sink.diagnostics] == [name]


def test_invalid_utf8_is_named_by_byte_and_line(tmp_path: Path) -> None:
    path = tmp_path / "shop.awm"
    path.write_bytes("# é\r\n".encode() + b"\xe9")
    sink = Sink()
    read_source(path, "shop.awm", sink)
    (found,) = sink.diagnostics
    assert "0xE9" in found.message and "offset 6" in found.message and "line 2" in found.message


def test_a_missing_file_and_a_folder_are_reported(tmp_path: Path) -> None:
    for path in (tmp_path / "no.awm", tmp_path):
        sink = Sink()
        assert read_source(path, None, sink) is None
        assert [d.name for d in sink.diagnostics] == ["unreadable-file"]


def test_an_empty_file_and_one_of_just_the_largest_size_are_fine(tmp_path: Path) -> None:
    for data in (b"", b"#" * MAX_BYTES):
        path = tmp_path / "shop.awm"
        path.write_bytes(data)
        file = read_source(path, "shop.awm", Sink())
        assert file is not None and len(file.text) == len(data)


def test_sources_keep_their_order() -> None:
    sources = Sources()
    for name in ("b.awm", "a.awm", "b.awm"):
        sources.add(SourceFile(name, name))
    assert [file.path for file in sources] == ["b.awm", "a.awm"]
    assert sources.get("c.awm") is None
