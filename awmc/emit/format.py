"""Generated Python in its final form: one `ruff format` run over all files of a package, then a check.

In: files by path. Out: the same files, the Python ones formatted as black would at line length 100.
Guaranteed: the user's own configuration plays no part. What ruff cannot parse, or finds to be wrong (an unknown name, an
unused import), is a bug of the compiler: `EmitError` names its file and line.
"""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from ruff import find_ruff_bin  # type: ignore[import-untyped]  # it says nothing of types

FORMAT = ("format", "--isolated", "--no-cache", "--line-length=100", "--target-version=py311")
CHECK = ("check", "--isolated", "--no-cache", "--select=E9,F", "--output-format=concise")


class EmitError(Exception):
    """The compiler made a file that is not right: a bug of awmc, never of a spec."""


def format_python(files: Mapping[str, str], name: str = "generated") -> dict[str, str]:
    """`files` of the package `name` in the same order, with those that end in `.py` formatted and checked."""
    python = {path: text for path, text in files.items() if path.endswith(".py")}
    if not python:
        return dict(files)
    with TemporaryDirectory(prefix="awmc-") as folder:
        root = Path(folder) / name
        for path, text in python.items():
            _place(root, path).write_text(text, encoding="utf-8", newline="\n")
        _run(FORMAT, root.parent)
        _run(CHECK, root.parent)
        formatted = {path: _read(_place(root, path)) for path in python}
    return {path: formatted.get(path, text) for path, text in files.items()}


def _place(root: Path, path: str) -> Path:
    place = root / PurePosixPath(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def _read(path: Path) -> str:
    return path.read_bytes().decode()


def _run(arguments: tuple[str, ...], root: Path) -> None:
    command = [
        find_ruff_bin(),
        *arguments,
        ".",
    ]  # `python -m ruff` starts Python, only to start this
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        found = "\n".join(_with_source(line, root) for line in run.stdout.splitlines())
        raise EmitError(f"the generated Python is not right:\n{found}\n{run.stderr}".strip())


def _with_source(finding: str, root: Path) -> str:
    """A line of ruff's report, and below it the line of the file that it names."""
    place = re.match(r"(.+?\.py):(\d+):", finding)
    if place is None:
        return finding
    lines = _read(root / place[1]).split("\n")
    return f"{finding}\n    {lines[int(place[2]) - 1].strip()}"
