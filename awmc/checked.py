"""What the walk of a spec gives: data, without any of the passes that make it.

Guaranteed: importing this is cheap, so that a result from the cache needs no compiler.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from awmc.diagnostics.model import Diagnostic, Severity
from awmc.source import SourceFile, Sources

if TYPE_CHECKING:
    from awmc.build import Build
    from awmc.ir.model import Environment


@dataclass(frozen=True)
class Package:
    """The files of one environment, and how much is in it. `rows` is by table, `tasks` by family."""

    name: str
    files: Mapping[str, str]
    rows: Mapping[str, int]
    tasks: Mapping[str, int]
    tools: int
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checked:
    """A spec after its checks. `environment` is None where an error stopped it, and where the result is from the cache."""

    path: str
    diagnostics: tuple[Diagnostic, ...]
    files: tuple[SourceFile, ...]
    """What was read, for the frames of diagnostics."""
    environment: Environment | None = None
    build: Build | None = None
    """Its initial rows and task instances."""
    package: Package | None = None
    """What was generated, if that was asked for and there were no errors."""
    used: frozenset[Path] = frozenset()
    """The files that the spec brings in."""
    is_part: bool = False
    """Whether it declares no environment: a part of other specs, if they bring it in."""
    seconds: float = 0.0
    """How long it took."""

    @property
    def name(self) -> str | None:
        """The name of its environment; None where it has errors."""
        made = self.package or self.environment
        return None if made is None else made.name

    @property
    def errors(self) -> bool:
        """Whether anything found stops the compiler."""
        return any(found.severity is Severity.error for found in self.diagnostics)

    @property
    def sources(self) -> Sources:
        """The files that were read."""
        sources = Sources()
        for file in self.files:
            sources.add(file)
        return sources
