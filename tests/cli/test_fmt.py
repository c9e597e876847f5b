"""`awmc fmt`, as somebody at a terminal and an editor see it."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from awmc.formatting import format_file, write_outcome
from tests.cli.conftest import Awmc

UGLY = "enum Size {small,\n  large}\n"
TIDY = "enum Size { small, large }\n"
BROKEN = "tool x( {\n}\n\n" + UGLY


@pytest.fixture
def specs(awmc: Awmc) -> Path:
    """A folder of an ugly and a tidy spec."""
    folder = Path("specs")
    folder.mkdir()
    (folder / "tidy.awm").write_text(TIDY)
    (folder / "ugly.awm").write_text(UGLY)
    return folder


def test_files_are_formatted_in_place_and_counted(awmc: Awmc, specs: Path) -> None:
    ran = awmc("fmt")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "1 file reformatted, 1 file left unchanged\n"
    assert (specs / "ugly.awm").read_text() == TIDY
    assert awmc("fmt").err == "2 files left unchanged\n"


def test_the_spec_to_start_from_is_formatted(awmc: Awmc, shop: Path) -> None:
    assert awmc("fmt", "--check").code == 0


def test_a_file_that_is_formatted_is_not_written(awmc: Awmc, specs: Path) -> None:
    before = (specs / "tidy.awm").stat()
    awmc("fmt")
    assert (specs / "tidy.awm").stat().st_ino == before.st_ino


def test_check_lists_and_writes_nothing(awmc: Awmc, specs: Path) -> None:
    ran = awmc("fmt", "--check", "specs")
    assert (ran.code, ran.out) == (1, "would reformat specs/ugly.awm\n")
    assert ran.err == "1 file would be reformatted, 1 file would be left unchanged\n"
    assert (specs / "ugly.awm").read_text() == UGLY
    assert awmc("fmt", "--check", "specs/tidy.awm").code == 0


def test_diff_shows_what_would_change(awmc: Awmc, specs: Path) -> None:
    ran = awmc("fmt", "--diff", "specs")
    assert ran.code == 1
    assert ran.out.splitlines()[:2] == ["--- specs/ugly.awm", "+++ specs/ugly.awm"]
    assert "+enum Size { small, large }" in ran.out.splitlines()
    assert (specs / "ugly.awm").read_text() == UGLY


def test_line_ends_and_byte_order_mark_stay(awmc: Awmc, specs: Path) -> None:
    file = specs / "ugly.awm"
    file.write_bytes(b"\xef\xbb\xbf" + UGLY.replace("\n", "\r\n").encode())
    assert awmc("fmt").code == 0
    assert file.read_bytes() == b"\xef\xbb\xbf" + TIDY.replace("\n", "\r\n").encode()


def test_what_parses_of_a_broken_file_is_formatted(awmc: Awmc, specs: Path) -> None:
    file = specs / "ugly.awm"
    file.write_text(BROKEN)
    ran = awmc("fmt")
    assert ran.code == 1
    assert "specs/ugly.awm:1:9" in ran.err
    assert "1 declaration is left as written: mend the errors above" in ran.err
    assert file.read_text() == BROKEN.replace(UGLY, TIDY)


def test_a_modifier_on_the_line_of_another_field_is_not_moved(awmc: Awmc, specs: Path) -> None:
    text = "entity Visit {\n  day: date unique\n  auto key id: int\n}\n"
    (specs / "ugly.awm").write_text(text)
    ran = awmc("fmt")
    assert ran.code == 1
    assert "on line 2, `unique` stands after `day` and belongs to `id`; write it before" in ran.err
    assert (specs / "ugly.awm").read_text() == text


def test_what_cannot_be_read_or_written_is_told_and_the_rest_done(awmc: Awmc, specs: Path) -> None:
    (specs / "bytes.awm").write_bytes(b"enum \xff")
    (specs / "closed.awm").write_text(UGLY)
    (specs / "closed.awm").chmod(0o444)
    ran = awmc("fmt")
    assert ran.code == 1
    assert "`specs/bytes.awm` is not UTF-8" in ran.err
    assert "cannot write specs/closed.awm: it is read-only" in ran.err
    assert "1 file reformatted, 1 file left unchanged, 2 files could not be formatted" in ran.err
    assert (specs / "ugly.awm").read_text() == TIDY
    assert (specs / "closed.awm").read_text() == UGLY


@pytest.mark.parametrize("wrong", [("nowhere.awm",), ("empty",), ("-", "specs")])
def test_paths_without_specs_are_a_wrong_use(
    awmc: Awmc, specs: Path, wrong: tuple[str, ...]
) -> None:
    Path("empty").mkdir()
    assert awmc("fmt", *wrong).code == 2


def test_beside_a_wrong_path_the_others_are_formatted(awmc: Awmc, specs: Path) -> None:
    ran = awmc("fmt", "nowhere.awm", "specs")
    assert ran.code == 2
    assert "there is no file nowhere.awm" in ran.err
    assert (specs / "ugly.awm").read_text() == TIDY


def test_a_link_still_leads_to_its_file(awmc: Awmc, specs: Path) -> None:
    Path("real.awm").write_text(UGLY)
    (specs / "link.awm").symlink_to(Path("real.awm").absolute())
    assert awmc("fmt").code == 0
    assert (specs / "link.awm").is_symlink()
    assert Path("real.awm").read_text() == TIDY


def test_what_was_written_meanwhile_is_not_lost(specs: Path) -> None:
    file = specs / "ugly.awm"
    outcome = format_file(file)
    file.write_text("# a new remark\n" + UGLY)
    with pytest.raises(OSError, match="changed meanwhile"):
        write_outcome(file, outcome)
    assert file.read_text() == "# a new remark\n" + UGLY
    assert [path.name for path in specs.iterdir() if path.name.startswith(".")] == []


class Stream:
    """Standard input or output of bytes."""

    def __init__(self, data: bytes = b""):
        self.buffer = io.BytesIO(data)

    def flush(self) -> None:
        """Nothing to do."""


def through(
    awmc: Awmc, monkeypatch: pytest.MonkeyPatch, data: bytes, *arguments: str
) -> tuple[int, bytes, str]:
    """What `awmc fmt` makes of standard input: its code, its bytes, its messages."""
    out = Stream()
    monkeypatch.setattr(sys, "stdin", Stream(data))
    monkeypatch.setattr(sys, "stdout", out)
    ran = awmc("fmt", *arguments)
    return ran.code, out.buffer.getvalue(), ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("-",),
        ("--stdin-filename", "-"),
        ("--stdin-filename", "a.awm"),
        ("-", "--stdin-filename", "-"),
    ],
)
def test_an_editor_formats_its_buffer(
    awmc: Awmc, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    assert through(awmc, monkeypatch, UGLY.encode(), *arguments) == (0, TIDY.encode(), "")


def test_a_buffer_that_cannot_be_formatted_comes_back(
    awmc: Awmc, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, err = through(awmc, monkeypatch, b"enum \xff", "--stdin-filename", "a.awm")
    assert (code, out) == (1, b"enum \xff")
    assert "`a.awm` is not UTF-8" in err
