"""Writing generated folders: whole or not at all, nothing needlessly, nothing of others lost."""

import json
import os
from pathlib import Path

import pytest

from awmc.emit import write as writing
from awmc.emit.write import WriteError, check, write


def package(**files: str) -> dict[str, dict[str, str]]:
    named = {name.replace("_", "."): text for name, text in files.items()}
    manifest = json.dumps({"files": dict.fromkeys(named, "…")})
    return {"shop": {**named, "manifest.json": manifest}}


def tree(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_second_write_touches_nothing(tmp_path: Path) -> None:
    write(package(a_py="1\n", b_sql="2\n"), tmp_path)
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")}
    report = write(package(a_py="1\n", b_sql="2\n"), tmp_path)["shop"]
    assert report.written == () and len(report.unchanged) == 3
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")} == before


def test_a_change_leaves_the_times_of_other_files(tmp_path: Path) -> None:
    write(package(a_py="1\n", b_sql="2\n"), tmp_path)
    old = (tmp_path / "shop/b.sql").stat().st_mtime_ns
    report = write(package(a_py="3\n", b_sql="2\n"), tmp_path)["shop"]
    assert report.written == ("a.py",)
    assert (tmp_path / "shop/b.sql").stat().st_mtime_ns == old


def test_what_is_no_longer_made_goes_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    write(package(a_py="1\n", b_sql="2\n"), tmp_path)
    (tmp_path / "shop/notes.txt").write_text("mine")
    (tmp_path / "shop/proof.json").write_text("{}")
    report = write(package(a_py="1\n"), tmp_path)["shop"]
    assert report.removed == ("b.sql",) and report.kept == ("notes.txt",)
    assert set(tree(tmp_path)) == {"a.py", "manifest.json", "notes.txt", "proof.json"}


def test_a_folder_of_somebody_else_keeps_all_its_files(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/thesis.txt").write_text("years")
    (tmp_path / "shop/manifest.json").write_text("not JSON")
    report = write(package(a_py="1\n"), tmp_path)["shop"]
    assert report.kept == ("thesis.txt",)
    assert (tmp_path / "shop/thesis.txt").read_text() == "years"


@pytest.mark.parametrize("step", range(4))
def test_an_interrupt_leaves_the_old_folder_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    write(package(a_py="1\n", b_sql="2\n"), tmp_path)
    before = tree(tmp_path)
    steps = iter(range(100))

    def interrupted(original: object) -> object:
        def run(*arguments: object) -> object:
            if next(steps) == step:
                raise KeyboardInterrupt
            return original(*arguments)  # type: ignore[operator]  # any function of the module

        return run

    monkeypatch.setattr(writing, "_write", interrupted(writing._write))
    monkeypatch.setattr(writing.os, "rename", interrupted(os.rename))
    with pytest.raises(KeyboardInterrupt):
        write(package(a_py="3\n", b_sql="4\n", c_md="5\n"), tmp_path)
        write(package(a_py="3\n", b_sql="6\n", c_md="5\n"), tmp_path)
    now = tree(tmp_path)
    assert now == before or now["b.sql"] == b"4\n"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file in the way")
    with pytest.raises(WriteError, match="choose another folder with -o"):
        write(package(a_py="1\n"), tmp_path / "out")


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out/shop").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WriteError):
        write(package(a_py="1\n"), tmp_path / "out")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_check_is_empty_exactly_when_a_write_would_do_nothing(tmp_path: Path) -> None:
    fresh = package(a_py="1\n2\n")
    assert "+++ b/" in check(fresh, tmp_path)
    write(fresh, tmp_path)
    assert check(fresh, tmp_path) == ""
    (tmp_path / "shop/proof.json").write_text("{}")
    assert check(fresh, tmp_path) == ""
    assert "-2\n+3\n" in check(package(a_py="1\n3\n"), tmp_path)
