"""The hooks as a project meets them: `pre-commit try-repo` installs this repository, as it is now, and runs all three.

Installing is what takes long, so there is one run for a project in order and one for a project that is not.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.fences import DOCS, blocks

ROOT = Path(__file__).resolve().parents[2]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}

SHARED = {
    "PYTHONPATH": sysconfig.get_path("purelib"),
    "PIP_NO_DEPS": "1",
    "PIP_NO_BUILD_ISOLATION": "0",  # pip's way of saying that there is none
}
"""Lets the environment of the hooks see what awmc depends on, without a network; awmc itself it installs."""

SHOP = """\
use "parts/sizes.awm"

environment shop "A shop" {
  clock 2026-03-02T09:00:00
}

entity Item "A thing on a shelf" { key id: text  size: Size }

tool list_items() "List what there is" {
  return [i for i in Item]
}
"""
SIZES = """\
enum Size { small, large }
"""


@dataclass(frozen=True)
class Outcome:
    passed: bool
    told: str


@pytest.fixture(scope="module")
def in_order(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """What each hook says of a project without a fault, of which a part alone has changed."""
    project = make_project(tmp_path_factory.mktemp("good"))
    return try_repo(project, "specs/parts/sizes.awm")


@pytest.fixture(scope="module")
def in_disorder(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """What each hook says of a project with one fault of each kind."""
    project = make_project(tmp_path_factory.mktemp("bad"))
    shop = project / "specs" / "shop.awm"
    shop.write_text(SHOP.replace("A thing", "A  good"))
    (project / "unknown.awm").write_text(
        SHOP.replace("Size", "Sise").replace("parts/", "specs/parts/")
    )
    (project / "untidy.awm").write_text("enum   Untidy{a,b}\n")
    return try_repo(project, "specs/shop.awm", "unknown.awm", "untidy.awm")


@pytest.mark.parametrize("hook", HOOKS)
def test_a_project_in_order_passes(hook: str, in_order: dict[str, Outcome]) -> None:
    assert in_order[hook].passed, in_order[hook].told


@pytest.mark.parametrize(
    ("hook", "message"),
    [
        ("awmc-lint", "there is no type `Sise`"),
        ("awmc-fmt", "files were modified by this hook"),
        ("awmc-compile-check", "+++ b/generated/shop/"),
    ],
)
def test_what_is_wrong_is_told(hook: str, message: str, in_disorder: dict[str, Outcome]) -> None:
    assert not in_disorder[hook].passed
    assert message in in_disorder[hook].told


def test_the_page_shows_every_hook() -> None:
    page = blocks(DOCS / "lint-on-commit.md")
    examples = [yaml.safe_load(block.text) for block in page if block.language == "yaml"]
    [hooks] = [example["repos"][0]["hooks"] for example in examples if "repos" in example]
    assert [hook["id"] for hook in hooks] == list(HOOKS)


def make_project(folder: Path) -> Path:
    """A repository with a spec, a part of it, and what they compile to."""
    (folder / "specs" / "parts").mkdir(parents=True)
    (folder / "specs" / "parts" / "sizes.awm").write_text(SIZES)
    (folder / "specs" / "shop.awm").write_text(SHOP)
    done = run([sys.executable, "-m", "awmc", "compile", "specs", "-o", "generated"], folder)
    assert done.returncode == 0, done.stderr
    return folder


def try_repo(project: Path, *files: str) -> dict[str, Outcome]:
    """What all hooks say when these files are committed."""
    for command in (["init", "--quiet"], ["add", "--all"]):
        assert run(["git", *command], project).returncode == 0
    words = [
        sys.executable,
        "-m",
        "pre_commit",
        "try-repo",
        str(ROOT),
        "--verbose",
        "--color=never",
    ]
    done = run([*words, "--files", *files], project)
    found = {}
    for name, status, told in re.findall(
        r"^(awmc [^.\n]*?)\.{3,}(\w+)\n((?:(?!awmc [^.\n]*\.{3}).*\n)*)", done.stdout, re.M
    ):
        [hook] = [id for id, hook in HOOKS.items() if hook["name"] == name]
        found[hook] = Outcome(status == "Passed", told)
    assert list(found) == sorted(HOOKS), done.stdout + done.stderr
    return found


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Outside of whatever git is doing with the repository of these tests."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(
        command, cwd=folder, env=variables | SHARED, capture_output=True, text=True
    )
