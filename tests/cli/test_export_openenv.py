"""`awmc export openenv`: what it refuses, and what it leaves alone."""

from __future__ import annotations

import errno
import importlib.util
import json
import os
import shutil
from pathlib import Path

import pytest

from awmc.emit.manifest import digest
from tests.cli.conftest import Awmc

GENERATED = Path(__file__).parents[2] / "generated"
OUT = ("-o", "out")
HEAD = 'environment shop "A shop" { clock 2026-03-02T09:00:00 }\n'


@pytest.fixture
def exported(awmc: Awmc, shop: Path) -> Path:
    """The export of the spec that `awmc new` writes."""
    ran = awmc("export", "openenv", str(shop), *OUT)
    assert ran.code == 0, ran.err
    return Path("out")


def test_a_second_export_writes_nothing(awmc: Awmc, exported: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in exported.rglob("*")}
    ran = awmc("export", "openenv", "specs/shop.awm", *OUT)
    assert "0 files written" in ran.out
    assert {path: path.stat().st_mtime_ns for path in exported.rglob("*")} == before


def test_what_others_wrote_stays_and_what_is_ours_is_made_again(awmc: Awmc, exported: Path) -> None:
    (exported / "notes").mkdir()
    (exported / "notes/mine.txt").write_text("mine")
    (exported / "client.py").unlink()
    record = json.loads((exported / "awmc-export.json").read_text())
    record["files"]["old/gone.py"] = digest("1")
    (exported / "awmc-export.json").write_text(json.dumps(record))
    (exported / "old").mkdir()
    (exported / "old/gone.py").write_text("1")
    ran = awmc("export", "openenv", "specs/shop.awm", *OUT)
    assert ran.code == 0 and "left alone: notes\n" in ran.out
    assert (exported / "notes/mine.txt").read_text() == "mine"
    assert "class ShopEnv" in (exported / "client.py").read_text()
    assert not (exported / "old").exists()


def test_what_was_changed_since_is_not_overwritten(awmc: Awmc, exported: Path) -> None:
    (exported / "server/Dockerfile").write_text("mine")
    (exported / "client.py").unlink()
    ran = awmc("export", "openenv", "specs/shop.awm", *OUT)
    assert ran.code == 1 and "server/Dockerfile was changed since awmc wrote it" in ran.err
    assert (exported / "server/Dockerfile").read_text() == "mine"
    assert not (exported / "client.py").exists()


def test_a_file_of_somebody_else_is_not_overwritten(awmc: Awmc, shop: Path) -> None:
    Path("out").mkdir()
    Path("out/README.md").write_text("my thesis")
    ran = awmc("export", "openenv", str(shop), *OUT)
    assert ran.code == 1 and "out/README.md was not written by awmc; move it away" in ran.err
    assert [path.name for path in Path("out").iterdir()] == ["README.md"]
    assert Path("out/README.md").read_text() == "my thesis"


def test_a_link_that_leads_elsewhere_is_not_followed(awmc: Awmc, shop: Path) -> None:
    Path("out").mkdir()
    Path("elsewhere").mkdir()
    Path("out/server").symlink_to("../elsewhere")
    ran = awmc("export", "openenv", str(shop), *OUT)
    assert ran.code == 1 and "out/server leads out of out" in ran.err
    assert list(Path("elsewhere").iterdir()) == []


def test_two_environments_do_not_share_a_folder(awmc: Awmc, exported: Path) -> None:
    before = (exported / "client.py").read_text()
    ran = awmc("export", "openenv", str(GENERATED / "bank"), *OUT)
    assert ran.code == 1 and "out holds shop in the form openenv" in ran.err
    assert (exported / "client.py").read_text() == before


def test_the_folder_is_no_file(awmc: Awmc, shop: Path) -> None:
    Path("out").write_text("")
    ran = awmc("export", "openenv", str(shop), *OUT)
    assert ran.code == 1 and "out is a file; choose a folder with -o" in ran.err


def test_an_unknown_environment_is_a_wrong_use(awmc: Awmc) -> None:
    ran = awmc("export", "openenv", "shpo", *OUT)
    assert ran.code == 2 and "there is no environment shpo" in ran.err


def test_a_damaged_folder_is_told(awmc: Awmc) -> None:
    shutil.copytree(GENERATED / "bank", "bank")
    Path("bank/manifest.json").write_text("[]")
    ran = awmc("export", "openenv", "bank", *OUT)
    assert ran.code == 1 and "its manifest.json cannot be read; compile it again" in ran.err


def test_outside_functions_are_taken_along_only_when_asked(awmc: Awmc) -> None:
    ran = awmc("export", "openenv", str(GENERATED / "library"), *OUT)
    assert ran.code == 1 and "isbn:is_valid" in ran.err and "--allow-extern" in ran.err
    assert not Path("out").exists()
    assert awmc("export", "openenv", str(GENERATED / "library"), *OUT, "--allow-extern").code == 0
    assert "allow_extern=True" in Path("out/server/library_environment.py").read_text()


def test_without_tasks_there_is_nothing_to_reward(awmc: Awmc) -> None:
    Path("shop.awm").write_text(HEAD + 'tool what_time() "The time" { return { now: now() } }\n')
    ran = awmc("export", "openenv", "shop.awm", *OUT)
    assert ran.code == 1 and "shop has no tasks, so nothing could earn a reward" in ran.err


@pytest.mark.skipif(
    importlib.util.find_spec("openenv") is not None, reason="OpenEnv is installed here"
)
def test_validating_needs_the_extra_and_says_so_first(awmc: Awmc, shop: Path) -> None:
    ran = awmc("export", "openenv", str(shop), *OUT, "--validate")
    assert ran.code == 2 and 'pip install "awmc[openenv]"' in ran.err
    assert not Path("out").exists()


def test_a_full_disk_leaves_no_halves(
    awmc: Awmc, exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (exported / "client.py").unlink()
    before = sorted(exported.rglob("*"))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        ran = awmc("export", "openenv", "specs/shop.awm", *OUT)
    assert ran.code == 1 and "No space left on device" in ran.err
    assert sorted(exported.rglob("*")) == before
