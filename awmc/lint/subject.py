"""What lint rules look at."""

from __future__ import annotations

from dataclasses import dataclass

from awmc.ir.model import Environment
from awmc.source import Sources
from awmc.syntax import ast


@dataclass(frozen=True, slots=True)
class Subject:
    """A spec after its passes; `environment` is None where it has errors."""

    sources: Sources
    modules: tuple[ast.Module, ...]
    environment: Environment | None
