"""What the tests of the syntax share: specs to read, and a short way to read them."""

from __future__ import annotations

from pathlib import Path

from awmc.diagnostics.model import Diagnostic, Severity
from awmc.diagnostics.sink import Sink
from awmc.source import SourceFile
from awmc.syntax.ast import Module
from awmc.syntax.parse import parse

ROOT = Path(__file__).resolve().parents[2]
SPECS = sorted((ROOT / "specs").glob("*.awm"))
LANGUAGE = sorted((ROOT / "tests" / "language").rglob("*.awm"))


def read(text: str) -> tuple[Module, tuple[Diagnostic, ...]]:
    """The tree of a text, and what was found in it."""
    sink = Sink()
    module = parse(SourceFile("test.awm", text), sink)
    return module, sink.diagnostics


def errors(text: str) -> list[str]:
    """The names of the errors in a text, in order of place."""
    return [d.name for d in read(text)[1] if d.severity is Severity.error]
