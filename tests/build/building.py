"""Building small specs: what is made of a text, and what is reported."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from awmc.build import Build, build
from awmc.diagnostics.model import Diagnostic
from awmc.diagnostics.sink import Sink
from awmc.modules import load_modules
from awmc.semantics import elaborate
from awmc.source import SourceFile, Sources

HEADER = 'environment shop "A shop" { clock 2026-03-02T09:00:00 }\n'


@dataclass(frozen=True)
class Built:
    made: Build | None
    found: tuple[Diagnostic, ...]
    sources: Sources

    @property
    def build(self) -> Build:
        assert self.made is not None, [d.message for d in self.found]
        return self.made

    @property
    def reports(self) -> list[tuple[str, str]]:
        """Each diagnostic: its name, and its message."""
        return [(d.name, d.message) for d in self.found]


def built(text: str, folder: Path, header: str = HEADER) -> Built:
    """A spec, given without its environment, built in a folder."""
    sink, sources = Sink(), Sources()
    modules = load_modules(SourceFile("shop.awm", header + text), folder, sources, sink)
    environment = elaborate(modules, sink, sources)
    assert environment is not None, [d.message for d in sink.diagnostics]
    return Built(build(environment, folder, sink, sources), sink.diagnostics, sources)
