"""Revisions of git as sides: files and folders, what a spec brings in, and words that are none."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from awmc.diff.git import checkout
from tests.cli.conftest import Ran, awmc

__all__ = ["awmc"]
Awmc = Callable[..., Ran]

SPEC = """use "parts/common.awm"
environment shop "A shop" { clock 2026-03-02T09:00:00 }
data Item from "shop/items.csv"
tool first_item() "The first item" { return first(i.name for i in Item) ?? "" }
"""
COMMON = "entity Item { key id: int  name: text }\n"


def git(*arguments: str) -> None:
    """Run git, as a made-up author."""
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(awmc: Awmc) -> Path:
    """Two commits in the current folder: the second one makes the name of an item optional, and adds a row."""
    here = Path.cwd()
    for name, text in {
        "specs/shop.awm": SPEC,
        "specs/parts/common.awm": COMMON,
        "specs/shop/items.csv": "id,name\n1,Tea\n",
        "top.awm": SPEC.replace('use "parts/common.awm"\n', COMMON).replace("shop/", ""),
        "items.csv": "id,name\n1,Tea\n",
    }.items():
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text(text, "utf-8")
    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "-m", "One")
    (here / "specs/parts/common.awm").write_text(
        COMMON.replace("name: text", "name: text(1..9)"), "utf-8"
    )
    (here / "specs/shop/items.csv").write_text("id,name\n1,Tea\n2,Milk\n", "utf-8")
    git("commit", "--quiet", "--all", "-m", "Two")
    return here


def test_a_file_of_a_revision_brings_in_its_own_files(repository: Path, awmc: Awmc) -> None:
    ran = awmc("diff", "HEAD~1:specs/shop.awm", "specs/shop.awm")
    assert ran.code == 0, ran.err
    assert "field-type-narrowed" in ran.out and "rows-added" in ran.out
    assert "HEAD~1:specs/shop.awm → specs/shop.awm" in ran.out
    back = awmc("diff", "specs/shop.awm", "HEAD~1:specs/shop.awm")
    assert "HEAD~1:specs/parts/common.awm:1" in back.out


def test_folders_and_files_at_the_top_of_revisions(repository: Path, awmc: Awmc) -> None:
    assert "field-type-narrowed" in awmc("diff", "HEAD~1:specs", "HEAD:specs").out
    assert awmc("diff", "HEAD~1:top.awm", "HEAD:./top.awm").out == "no change in meaning\n"
    assert awmc("diff", "HEAD:specs/shop.awm", "HEAD:specs").out == "no change in meaning\n"


def test_paths_from_the_current_folder(
    repository: Path, awmc: Awmc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "specs")
    assert "rows-added" in awmc("diff", "HEAD~1:./shop.awm", "shop.awm").out
    assert "no change" in awmc("diff", "HEAD~1:../top.awm", "HEAD:top.awm").out


def test_a_file_with_a_colon_in_its_name_is_a_file(repository: Path, awmc: Awmc) -> None:
    (repository / "HEAD~1:shop.awm").write_text(Path("top.awm").read_text("utf-8"), "utf-8")
    assert awmc("diff", "HEAD~1:shop.awm", "top.awm").out == "no change in meaning\n"


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("--output=x:specs", "is no revision"),
        ("-h:specs", "is no revision"),
        (":specs", "is no revision"),
        ("HEAD --output=x:specs", "git knows no revision"),
        ("$(touch x):specs", "git knows no revision"),
        ("nowhere:specs", "git knows no revision nowhere"),
        ("HEAD:specs/none.awm", "there is no specs/none.awm in HEAD"),
        ("HEAD:*.awm", "there is no *.awm in HEAD"),
        ("HEAD:../../x", "leads out of the repository"),
        ("HEAD:/etc", "is absolute"),
        ("HEAD:", "no .awm file"),
        ("none.awm", "there is no file or folder none.awm"),
    ],
)
def test_a_word_that_names_nothing_is_a_wrong_use(
    repository: Path, awmc: Awmc, word: str, words: str
) -> None:
    if word == "HEAD:":  # the top of a revision is a folder like any other
        git("rm", "-r", "--quiet", "specs", "top.awm")
        git("commit", "--quiet", "-m", "Nothing left")
    before = sorted(repository.iterdir())
    ran = awmc("diff", "--", word, "items.csv")
    assert ran.code == 2, ran.err
    assert words in ran.err
    assert sorted(repository.iterdir()) == before


def test_outside_a_repository(awmc: Awmc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(Path.cwd().parent))
    ran = awmc("diff", "HEAD:specs", "HEAD:specs")
    assert ran.code == 2
    assert "not a git repository" in ran.err


def test_without_git(repository: Path, awmc: Awmc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    ran = awmc("diff", "HEAD:specs", "specs")
    assert ran.code == 1
    assert "git is not installed" in ran.err


def test_links_of_a_tree_are_left_out(repository: Path, awmc: Awmc, tmp_path: Path) -> None:
    (repository / "specs/other.awm").symlink_to("/etc/hostname")
    git("add", ".")
    git("commit", "--quiet", "-m", "A link")
    home = checkout("HEAD", "specs", tmp_path / "home")
    assert not (home / "other.awm").exists()
    assert (home / "shop.awm").read_text("utf-8") == SPEC
