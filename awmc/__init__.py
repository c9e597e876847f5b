"""awmc: a compiler for worlds that agents learn in.

`awmc.load("specs/bank.awm")` gives the environment of a spec, ready for episodes; nothing is written. A program that only
plays generated environments needs `awmc.runtime` alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from awmc.diagnostics.model import Diagnostic
    from awmc.runtime.environment import Environment

__version__ = "0.1.0"
__all__ = ["CompileError", "__version__", "compiled", "load"]


class CompileError(Exception):
    """A spec has errors. Its text shows all of them, with their places; `diagnostics` has them as data."""

    def __init__(self, text: str, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(text)
        self.diagnostics = diagnostics


def load(path: str | Path, *, allow_extern: bool = False) -> Environment:
    """The environment of a spec (compiled in memory) or of a generated folder.

    `allow_extern` lets the spec's outside Python functions run. Raises CompileError for a spec with errors, and
    `awmc.runtime.loader.LoadError` for a folder that awmc did not generate.
    """
    from awmc.runtime.loader import load as load_folder
    from awmc.runtime.loader import load_files

    if Path(path).is_dir():
        return load_folder(path, allow_extern=allow_extern)
    return load_files(compiled(path), allow_extern=allow_extern)


def compiled(path: str | Path) -> Mapping[str, str]:
    """The files of the package that a spec compiles to, by name; nothing is written. Raises CompileError."""
    from awmc.diagnostics.render import render_all
    from awmc.driver import Options, compile_file

    found = compile_file(Path(path), Options(lint=False))
    if found.package is None:
        raise CompileError(render_all(found.diagnostics, found.sources), found.diagnostics)
    return found.package.files
