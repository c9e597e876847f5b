"""Files of any bytes: a diagnostic, or a package that is the same however lines end."""

from __future__ import annotations

from pathlib import Path

import pytest

from awmc.driver import compile_file

from .test_nesting import HEAD


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xff\xfe", "invalid-utf8"),
        (HEAD.encode() + b"# \xed\xa0\x80", "invalid-utf8"),
        (HEAD.encode() + b"\0", "nul-character"),
        (b"", "missing-environment"),
        (HEAD.encode() + b'tool t() "abc', "unterminated-text"),
        (HEAD.encode() + b"tool t() { if true {", "unclosed-bracket"),
        (HEAD.encode() + b"#" * 1_000_000, "file-too-large"),
    ],
)
def test_bad_bytes_are_named(tmp_path: Path, data: bytes, name: str) -> None:
    path = tmp_path / "shop.awm"
    path.write_bytes(data)
    done = compile_file(path)
    assert done.package is None and name in {found.name for found in done.diagnostics}


def test_marks_and_ends_of_lines_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "shop.awm"
    path.write_bytes(HEAD.encode())
    plain = compile_file(path).package
    path.write_bytes(b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode())
    marked = compile_file(path).package
    assert plain is not None and marked is not None
    own = set(plain.files) - {"manifest.json"}  # it has the hash of the file
    assert {n: plain.files[n] for n in own} == {n: marked.files[n] for n in own}


def test_a_spec_of_nearly_a_megabyte_is_read(tmp_path: Path) -> None:
    path = tmp_path / "shop.awm"
    path.write_text(HEAD + "# a comment\n" * 80_000, encoding="utf-8")
    assert compile_file(path).package is not None
