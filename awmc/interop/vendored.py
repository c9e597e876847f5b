"""A generated environment that carries the runtime with it, so that it plays where awmc is not installed.

In: the files of a generated package, by their paths within it. Out: these files and, in a folder among them, those of `awmc.runtime`.
Guaranteed: each file is as it was but for its imports of `awmc.runtime`, which are relative, so that nothing meets an installed awmc and the
package may have any name and any place; what it needs is pydantic and the standard library.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath
from types import MappingProxyType

import awmc.runtime

RUNTIME = "awmc.runtime"
FOLDER = "_runtime"
"""The folder of the runtime in a package that carries it."""
LICENSE = f"{FOLDER}/LICENSE"


def vendored(files: Mapping[str, str]) -> dict[str, str]:
    """The files and the runtime's, all Python of them with relative imports of it. Raises ValueError or SyntaxError as `relative` does."""
    moved = {p: relative(t, p) if p.endswith(".py") else t for p, t in files.items()}
    return {**moved, **_carried(), LICENSE: license_text()}


@cache
def _carried() -> Mapping[str, str]:
    named = {f"{FOLDER}/{path}": text for path, text in runtime_files().items()}
    return {path: relative(text, path) for path, text in named.items()}


@cache
def runtime_files() -> Mapping[str, str]:
    """The files of `awmc.runtime`, by their paths within it."""
    folder = Path(awmc.runtime.__file__).parent
    return MappingProxyType(
        {
            file.relative_to(folder).as_posix(): file.read_text("utf-8")
            for file in sorted(folder.rglob("*.py"))
        }
    )


@cache
def license_text() -> str:
    """The licence of awmc, and so of its runtime."""
    try:
        found = distribution("awmc").read_text("licenses/LICENSE")
    except PackageNotFoundError:
        found = None
    return found or Path(awmc.runtime.__file__).parents[2].joinpath("LICENSE").read_text("utf-8")


def relative(text: str, path: str) -> str:
    """The text of the module at `path` of a package, its imports of the runtime pointing to the package's own.

    Raises ValueError or SyntaxError for a module whose imports cannot be made relative (`import awmc.runtime`).
    """
    if RUNTIME not in text:
        return text
    lines = text.split("\n")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import) and any(_is_runtime(alias.name) for alias in node.names):
            raise ValueError(f"{path}:{node.lineno}: write `from {RUNTIME} import …`")
        if isinstance(node, ast.ImportFrom) and node.module and _is_runtime(node.module):
            old, new = f"from {node.module} import", f"from {_seen_from(path, node.module)} import"
            line = lines[node.lineno - 1]
            head, tail = line[: node.col_offset], line[node.col_offset :]
            if not tail.startswith(old):
                raise ValueError(f"{path}:{node.lineno}: write `{old} …`")
            lines[node.lineno - 1] = head + new + tail.removeprefix(old)
    return "\n".join(lines)


def _is_runtime(module: str) -> bool:
    return f"{module}.".startswith(f"{RUNTIME}.")


def _seen_from(path: str, module: str) -> str:
    """The relative name of a module of the runtime for the module at `path`."""
    here = PurePosixPath(path).parent.parts
    there = (FOLDER, *module.removeprefix(RUNTIME).split(".")[1:])
    common = 0
    while common < min(len(here), len(there)) and here[common] == there[common]:
        common += 1
    return "." * (len(here) - common + 1) + ".".join(there[common:])
