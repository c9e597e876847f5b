"""Packages for OpenEnv, as far as they can be looked at without it; tests/extras/openenv runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from awmc.interop.exports import ExportError
from awmc.interop.openenv.names import names_of
from awmc.interop.openenv.package import package
from awmc.runtime.environment import Environment
from awmc.runtime.loader import read_files
from tests.cli.test_hostile import files as hostile_files

TOP = Path(__file__).parents[2]
NAMES = sorted(path.name for path in (TOP / "generated").iterdir() if path.is_dir())


def made(files: Mapping[str, str]) -> dict[str, str]:
    with Environment.from_files(files, allow_extern=True) as environment:
        return package(files, environment)


def write(files: Mapping[str, str], folder: Path) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_environment_becomes_a_package(name: str, tmp_path: Path) -> None:
    files = made(read_files(TOP / "generated" / name))
    write(files, tmp_path)
    assert_python_is_right(files, tmp_path)
    assert_pip_finds_all_but_the_oracle(name, files)
    assert_solutions_stand_apart(files)
    if name == NAMES[0]:
        assert files == exported_elsewhere(name, tmp_path / "again")


def assert_python_is_right(files: Mapping[str, str], folder: Path) -> None:
    for path, text in files.items():
        if path.endswith(".py"):
            compile(text, path, "exec")
    for command in ("check", "format --check"):
        run = [sys.executable, "-m", "ruff", *command.split(), "--no-cache", "."]
        ran = subprocess.run(run, cwd=folder, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout


def assert_pip_finds_all_but_the_oracle(name: str, files: Mapping[str, str]) -> None:
    project = tomllib.loads(files["pyproject.toml"])
    assert project["project"]["name"] == f"openenv-{name}_env"
    packages = project["tool"]["setuptools"]["packages"]
    folders = {p.rpartition("/")[0] for p in files if p.endswith(".py")} - {"oracle"}
    assert {p.partition(".")[2].replace(".", "/") for p in packages} == folders
    assert not any("awmc" in need for need in project["project"]["dependencies"])


def assert_solutions_stand_apart(files: Mapping[str, str]) -> None:
    tasks = json.loads(files["world/tasks.json"])
    solutions = json.loads(files["oracle/solutions.json"])
    canaries = json.loads(files["oracle/canaries.json"])
    assert [s["task"] for s in solutions] == [t["id"] for t in tasks]
    assert not any(task["solution"] for task in tasks)
    assert {s["reward"] for s in solutions} == {1.0} and {c["reward"] for c in canaries} == {0.0}
    families = {t["id"]: t["family"] for t in tasks}
    assert {families[c["task"]] for c in canaries} == set(families.values())
    assert "oracle/" in files[".dockerignore"].splitlines()


def exported_elsewhere(name: str, folder: Path) -> dict[str, str]:
    """What another process writes, whose sets have another order."""
    export = [sys.executable, "-m", "awmc", "export", "openenv", str(TOP / "generated" / name)]
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    subprocess.run([*export, "-o", str(folder)], env=environment, check=True)
    found = read_all(folder)
    del found["awmc-export.json"]
    return {path: data.decode() for path, data in found.items()}


def read_all(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_a_hostile_spec_stays_in_its_place(tmp_path: Path) -> None:
    files = made(hostile_files())
    write(files, tmp_path)
    for path, text in files.items():
        assert "\u202e" not in text or path.endswith(".sql"), path
        if path.endswith(".py"):
            compile(text, path, "exec")
    project = tomllib.loads(files["pyproject.toml"])
    assert project["project"]["name"] == "openenv-hostile_env"
    _, front, readme = files["README.md"].split("---\n", 2)
    assert front.startswith('title: "Hostile"\n') and "<script>" not in readme.replace(
        "\\<script", ""
    )


@pytest.mark.parametrize(
    ("environment", "package_name", "prefix"),
    [
        ("library", "library_env", "Library"),
        ("smart_home", "smart_home_env", "SmartHome"),
        ("shop_env", "shop_env", "Shop"),
        ("_x", "_x_env", "X"),
    ],
)
def test_names_are_those_that_openenv_looks_for(
    environment: str, package_name: str, prefix: str
) -> None:
    names = names_of(environment, {"buy"})
    assert (names.package, names.prefix) == (package_name, prefix)


@pytest.mark.parametrize("environment", ["a-b", "../x", "_1", "", "été", "_env"])
def test_names_that_no_package_may_have_are_refused(environment: str) -> None:
    with pytest.raises(ExportError, match="rename the environment"):
        names_of(environment, set())


def test_the_tool_for_the_answer_has_a_name_of_its_own() -> None:
    assert names_of("quiz", {"submit_answer", "submit_answer_"}).answer == "submit_answer__"
    with pytest.raises(ExportError, match="rename the tool reset"):
        names_of("game", {"reset"})
