"""`loads` finds the names that a generated module reads as Python itself does, whatever the spec's own words are."""

from __future__ import annotations

import ast
import keyword
from collections.abc import Iterator
from pathlib import Path

import pytest

from awmc.driver import NO_CONFIG, Options, run
from awmc.emit.python import emit_contracts, emit_goals, emit_rows, emit_rules, emit_tools
from awmc.emit.python.loads import loads
from awmc.source import SourceFile

from .test_quote import HOSTILE

HERE = Path(__file__).parent
SPECS = (*sorted((HERE.parent / "language").glob("*.awm")), HERE / "hostile.awm")


def _modules(spec: Path) -> Iterator[str]:
    """Before they are formatted, as the emitters see them."""
    main = SourceFile(spec.name, spec.read_text("utf-8"))
    env = run(main, spec.parent, Options(build=False, lint=False), NO_CONFIG).environment
    if env is not None:
        for emit in (emit_rows, emit_rules, emit_tools, emit_contracts, emit_goals):
            yield emit(env)


def _read(text: str) -> set[str]:
    names = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, ast.Load)}


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_names_are_those_that_python_reads(spec: Path) -> None:
    modules = list(_modules(spec))
    assert modules
    for text in modules:
        assert loads(text) - set(keyword.kwlist) == _read(text)


@pytest.mark.parametrize(
    "text",
    [
        f"def f(x: T) -> int:\n    return g({HOSTILE!r}, key=x)\n",
        "def f() -> int:\n    # x = y\n    return 'a: b = c' + \"it's d\" + e.f\n",
        "def f(x: T, y: U = z) -> list[V]:\n    return [a for a, b in c(1.5, k=d) if a == b]\n",
        'X = """\nSELECT y FROM z WHERE "it\'s" = 1\n"""\nW = x\n',
    ],
)
def test_words_in_texts_and_comments_are_no_names(text: str) -> None:
    assert loads(text) - set(keyword.kwlist) == _read(text)
