"""What every spec obeys: it equals itself however it is written, and a comparison read backwards tells the same."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from awmc.diagnostics.sink import Sink
from awmc.diff import compare
from awmc.diff.both import Side
from awmc.ir.model import Environment
from awmc.modules import load_modules
from awmc.semantics import elaborate
from awmc.source import SourceFile, Sources
from awmc.syntax import ast
from awmc.syntax.parse import parse
from awmc.syntax.printer import print_module

SPECS = sorted(Path("specs").glob("*.awm"))
OPPOSITE = {"added": "removed", "removed": "added", "widened": "narrowed", "narrowed": "widened"}
ORDERED = (ast.DataTable, ast.DataFile, ast.DataFor, ast.OnDecl)
"""Declarations whose order means something: rows come in it, handlers run in it."""


def environment(text: str, path: Path) -> Environment:
    """The IR of a spec, without a build."""
    sink, sources = Sink(), Sources()
    modules = load_modules(SourceFile(path.as_posix(), text), path.parent, sources, sink)
    found = elaborate(modules, sink, sources)
    assert found is not None and not sink.has_errors, sink.diagnostics
    return found


def differ(old: str, new: str, path: Path) -> list[str]:
    """What is told of two texts, a line each."""
    found = compare(Side(environment(old, path)), Side(environment(new, path)))
    return [f"{one.rule}: {one.what}: {one.message}" for one in found]


def tree(path: Path) -> ast.Module:
    """The syntax tree of a spec."""
    return parse(SourceFile(path.as_posix(), path.read_text("utf-8")), Sink())


def shuffled(module: ast.Module, seed: int) -> ast.Module:
    """The module with its declarations in another order, those whose order counts left in theirs."""
    free = [d for d in module.declarations if not isinstance(d, ORDERED)]
    bound = [d for d in module.declarations if isinstance(d, ORDERED)]
    random.Random(seed).shuffle(free)
    return replace(module, declarations=(*free, *bound))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_spec_equals_itself_reformatted_and_shuffled(path: Path) -> None:
    assert differ(path.read_text("utf-8"), print_module(shuffled(tree(path), 7)), path) == []
