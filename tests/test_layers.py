"""Imports point down: each room of awmc knows those below it only, and generated code knows the runtime alone."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]

ROOMS = (
    ("__main__",),
    ("cli",),
    ("agent", "lsp", "serve", "synth"),
    ("endpoint",),
    ("analysis", "interop"),
    ("guide", "highlight", "stats"),
    ("__init__",),  # `awmc.load`, over the driver
    ("fixing", "formatting"),
    ("diff", "prove"),
    ("batch",),
    ("cache", "driver"),
    ("package",),
    ("checked",),
    ("lint",),
    ("build",),
    ("emit",),
    ("origin",),
    ("semantics",),
    ("ir",),
    ("modules",),
    ("syntax",),
    ("diagnostics",),
    ("collecting", "config", "fields", "folder", "rewrite", "unified"),
    ("source",),
    ("resources",),
)
"""Top to bottom; the rooms of one floor do not know each other. The runtime is beside them all."""

FLOOR = {room: height for height, floor in enumerate(reversed(ROOMS)) for room in floor}
RUNTIME = "runtime"


@dataclass(frozen=True)
class Import:
    """A module that a file imports, at its top or inside a function."""

    file: Path
    line: int
    module: str

    def __str__(self) -> str:
        return f"{self.file.relative_to(TOP)}:{self.line} imports {self.module}"


def imports(file: Path) -> Iterator[Import]:
    """Every import of a file, wherever it stands, with the names that may be modules themselves."""
    package = file.relative_to(TOP).parent.parts
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(file, node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                yield Import(file, node.lineno, f"{module}.{alias.name}")


def room_of(file: Path) -> str:
    """The room that a file of awmc is in."""
    return file.relative_to(TOP / "awmc").parts[0].removesuffix(".py")


def room_named(module: str) -> str | None:
    """The room that an imported name leads to; None outside awmc."""
    parts = module.split(".")
    if parts[0] != "awmc" or module == "awmc.__version__":
        return None
    return parts[1] if len(parts) > 1 and parts[1] in {*FLOOR, RUNTIME} else "__init__"


FILES = sorted((TOP / "awmc").rglob("*.py"))


def test_every_file_has_a_room() -> None:
    assert {room_of(file) for file in FILES} - {*FLOOR, RUNTIME} == set()


def test_imports_point_down() -> None:
    wrong = [
        str(found)
        for file in FILES
        if room_of(file) != RUNTIME
        for found in imports(file)
        if (room := room_named(found.module)) not in (None, RUNTIME, room_of(file))
        and FLOOR[room or ""] >= FLOOR[room_of(file)]
    ]
    assert wrong == []


def test_the_judge_needs_the_standard_library_alone() -> None:
    within = (
        "awmc.runtime.judging.",
        "awmc.runtime.functions.",
        "awmc.runtime.failures.",
        "awmc.runtime.limits.",
    )
    wrong = [
        str(found)
        for file in sorted((TOP / "awmc" / "runtime" / "judging").rglob("*.py"))
        for found in imports(file)
        if found.module.split(".")[0] not in sys.stdlib_module_names
        and not f"{found.module}.".startswith(within)
    ]
    assert wrong == []


def test_emitting_knows_the_ir_and_not_how_it_was_found() -> None:
    known = {
        room_named(found.module)
        for file in FILES
        if room_of(file) == "emit"
        for found in imports(file)
    }
    assert known.isdisjoint({"semantics", "syntax", "modules", "lint", "driver"})


@pytest.mark.parametrize("folder", ["awmc/runtime", "generated", "tests/runtime/library"])
def test_what_runs_needs_pydantic_and_the_standard_library_alone(folder: str) -> None:
    # verifiers.py finds judging.py beside it, where the two are alone
    allowed = {"pydantic", "pydantic_core", "judging", *sys.stdlib_module_names}
    wrong = [
        str(found)
        for file in sorted((TOP / folder).rglob("*.py"))
        for found in imports(file)
        if found.module.split(".")[0] not in allowed
        and not f"{found.module}.".startswith(("awmc.runtime.", f"{folder.replace('/', '.')}."))
    ]
    assert wrong == []
