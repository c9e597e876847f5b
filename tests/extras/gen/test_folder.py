"""One run at a time works in an output folder, and what a person wrote there stays."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from awmc.synth.folder import Folder, FolderError

CHILD = """
import os, signal, sys
from pathlib import Path
from awmc.synth.folder import Folder
with Folder(Path(sys.argv[1])).locked():
    print("mine", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_is_told_of_the_first_and_a_dead_one_is_none(tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-c", CHILD, str(out)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None and other.stdout.readline() == "mine\n"
        with pytest.raises(FolderError) as found, Folder(out).locked():
            raise AssertionError("two at once")
        assert str(found.value) == (
            f"another awmc gen is at work in {out} (process {other.pid}): wait for it, or give another -o"
        )
        other.send_signal(signal.SIGKILL)
        other.wait()
        assert (out / ".gen.pid").read_text() == f"{other.pid}\n"
    for _ in range(2):
        with Folder(out).locked():
            assert (out / ".gen.pid").read_text() == f"{os.getpid()}\n"
    assert not (out / ".gen.pid").exists()


def test_an_error_gives_the_folder_back(tmp_path: Path) -> None:
    with pytest.raises(KeyError), Folder(tmp_path).locked():
        raise KeyError
    with Folder(tmp_path).locked():
        pass


def test_what_awmc_wrote_is_written_anew_and_what_a_person_wrote_is_not(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    path = folder.quarantined("shop")
    assert folder.write_unless_changed(path, "one")
    assert Folder(tmp_path).write_unless_changed(path, "two")
    assert path.read_text() == "two"
    path.write_text("mine")
    assert not Folder(tmp_path).write_unless_changed(path, "three")
    assert path.read_text() == "mine"
    assert Folder(tmp_path).write_unless_changed(path, "mine")
    other = folder.quarantined("bank")
    other.write_text("mine from the start")
    assert not folder.write_unless_changed(other, "one")


def test_a_finished_spec_is_never_written_again(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    assert folder.keep(folder.spec("shop"), "one")
    assert not folder.keep(folder.spec("shop"), "two")
    assert folder.spec("shop").read_text() == "one"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderError, match=r"file cannot be read or written .*give another -o"):
        Folder(tmp_path / "file")
    folder = Folder(tmp_path)
    (tmp_path / "specs").write_text("")
    with pytest.raises(FolderError, match="cannot be read or written"):
        folder.write_text(folder.spec("shop"), "x")


def test_a_full_disk_leaves_the_old_text(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write_text(folder.page, "old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(FolderError, match="free some space, and run the same command again"):
            folder.write_text(folder.page, "new" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert folder.page.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
