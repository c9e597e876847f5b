"""A package that carries the runtime is the package and the runtime, but for imports; it plays where awmc is not."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest

from awmc.interop.vendored import FOLDER, RUNTIME, relative, runtime_files, vendored
from awmc.runtime.loader import read_files

TOP = Path(__file__).parents[2]
GENERATED = sorted(path for path in (TOP / "generated").iterdir() if path.is_dir())

PLAY = """
import json, sys
from importlib.abc import MetaPathFinder

class Hidden(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.split(".")[0] == "awmc":
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Hidden())
sys.path.insert(0, sys.argv[1])
from some.where import ENVIRONMENT
from some.where._runtime import Environment
env = Environment(ENVIRONMENT)
for task in env.tasks():
    with env.episode(task=task["id"]) as episode:
        said = [episode.call(c["tool"], c["arguments"], side=c["side"]).text for c in task["solution"]]
    print(json.dumps(said))
"""


def test_all_of_the_runtime_is_carried() -> None:
    folder = TOP / "awmc" / "runtime"
    there = {file.relative_to(folder).as_posix() for file in folder.rglob("*.py")}
    assert there == set(runtime_files())


def test_nothing_of_the_runtime_differs_but_its_imports() -> None:
    carried = vendored({})
    assert len(carried) == len(runtime_files()) + 1
    for path, text in runtime_files().items():
        assert_same_but_imports(text, carried[f"{FOLDER}/{path}"], f"{FOLDER}/{path}")


@pytest.mark.parametrize("folder", GENERATED, ids=lambda folder: folder.name)
def test_nothing_of_an_environment_differs_but_its_imports(folder: Path) -> None:
    files = read_files(folder)
    carried = vendored(files)
    for path, text in files.items():
        assert_same_but_imports(text, carried[path], path)


def assert_same_but_imports(text: str, new: str, path: str) -> None:
    pairs = zip(text.split("\n"), new.split("\n"), strict=True)
    changed = [a for a, b in pairs if a != b]
    assert all(line.lstrip().startswith(f"from {RUNTIME}") for line in changed), changed
    if changed:
        assert ast.dump(absolute(new, path)) == ast.dump(ast.parse(text)), path


def absolute(text: str, path: str) -> ast.Module:
    """The module with its imports of the carried runtime as imports of awmc's."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            folders = PurePosixPath(path).parent.parts
            base = folders[: len(folders) - node.level + 1]
            names = [*base, *(node.module.split(".") if node.module else [])]
            if names[:1] == [FOLDER]:
                node.module, node.level = ".".join([RUNTIME, *names[1:]]), 0
    return tree


def test_it_plays_anywhere_without_awmc_and_gives_the_same(tmp_path: Path) -> None:
    files = read_files(TOP / "generated" / "bank")
    for path, text in vendored(files).items():
        place = tmp_path / "some" / "where" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    command = [sys.executable, "-c", PLAY, str(tmp_path)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert [json.loads(line) for line in ran.stdout.splitlines()] == in_process(files)


def in_process(files: Mapping[str, str]) -> list[list[str]]:
    from awmc.runtime.environment import Environment

    said = []
    with Environment.from_files(files) as env:
        for task in env.tasks():
            with env.episode(task=task["id"]) as episode:
                calls = [(c["tool"], c["arguments"], c["side"]) for c in task["solution"]]
                said.append([episode.call(t, a, side=s).text for t, a, s in calls])
    return said


@pytest.mark.parametrize("line", ["import awmc.runtime", "é = 1; from awmc.runtime import Row"])
def test_an_import_that_cannot_be_moved_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"a/b.py:1: write `from awmc.runtime import"):
        relative(line, "a/b.py")
