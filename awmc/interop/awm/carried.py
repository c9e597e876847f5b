"""A generated package and what it needs of the runtime, for play alone, as texts that one file can carry.

In: the files of a generated package. Out: by path, the files that playing needs: Python without comments, the package's tasks, goals and
rows left out. Guaranteed: nothing of a task (its goal, solution, answers or user's script) is in it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache

from awmc.interop.awm.lean import lean
from awmc.interop.vendored import FOLDER, RUNTIME, relative, runtime_files

_PLAYED = ("__init__.py", "models.py", "rows.py", "rules.py", "tools.py", "schema.sql")
_EMPTY = {
    "goals.py": "GOALS = {}\n",
    "data.sql": "",
    "manifest.json": "{}",
    "tasks.json": "[]",
    "tools.json": "[]",
}
"""What the package reads, and playing does not: the rows are in the database, and what tools look like is in the routes."""
_ROOT = "environment.py"


def carried(files: Mapping[str, str], *, allow_extern: bool = False) -> dict[str, str]:
    """The files by their paths within the package, the runtime's in a folder of it."""
    mine = {path: files[path] for path in _PLAYED}
    if allow_extern:
        mine |= {path: text for path, text in files.items() if path.startswith("externs/")}
    both = {**mine, **_EMPTY, **_runtime(mine)}
    return {p: lean(relative(t, p)) if p.endswith(".py") else t for p, t in both.items()}


def _runtime(package: Mapping[str, str]) -> dict[str, str]:
    """The modules of the runtime that the package and an episode import, and an `__init__` that gives no more."""
    homes = _homes()
    wanted = {_ROOT, "__init__.py"}
    for path, text in package.items():
        if path.endswith(".py"):
            wanted |= set(_imported(text, homes))
    found: set[str] = set()
    while wanted:
        path = wanted.pop()
        found.add(path)
        if path != "__init__.py":
            wanted |= set(_imported(runtime_files()[path], homes)) - found
    modules = {path: text for path, text in runtime_files().items() if path in found}
    modules["__init__.py"] = "".join(
        f"from {RUNTIME}.{path.removesuffix('.py').replace('/', '.')} import {name}\n"
        for name, path in homes.items()
        if path in found
    )
    return {f"{FOLDER}/{path}": text for path, text in modules.items()}


@cache
def _homes() -> Mapping[str, str]:
    """The file in which each name of `awmc.runtime` is defined."""
    return {
        alias.name: _path(node.module)
        for node in ast.parse(runtime_files()["__init__.py"]).body
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }


def _imported(text: str, homes: Mapping[str, str]) -> Iterator[str]:
    """The files of the runtime that a module imports when it is run; what functions import, is for judging."""
    for node in ast.parse(text).body:
        if not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        if node.module == RUNTIME:
            yield from (homes[alias.name] for alias in node.names)
        elif node.module.startswith(f"{RUNTIME}."):
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            modules = [_path(name) for name in inner if _path(name) in runtime_files()]
            yield from modules
            yield from _packages(node.module)


def _packages(module: str) -> Iterator[str]:
    """The file of a module, and those of the packages that it is in."""
    parts = module.removeprefix(f"{RUNTIME}.").split(".")
    for n in range(1, len(parts) + 1):
        yield _path(".".join([RUNTIME, *parts[:n]]))


def _path(module: str) -> str:
    """The file of a module of the runtime, whether it is there or not."""
    place = module.removeprefix(f"{RUNTIME}.").replace(".", "/")
    package = f"{place}/__init__.py"
    return package if package in runtime_files() else f"{place}.py"
