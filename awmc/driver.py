"""The order of the passes: the one module that knows it.

    SourceFile → modules (parse) → elaborate → lint → [barrier] → build → [barrier] → emit → format → check → write

In: files or texts of specs. Out: `Checked` or `Compiled`, which hold the diagnostics and whatever was made. Guaranteed:
a spec that is wrong never raises; an exception is a bug of awmc.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from time import monotonic
from typing import TYPE_CHECKING

from awmc.diagnostics.model import Diagnostic, Severity
from awmc.diagnostics.sink import Sink
from awmc.ir.model import Environment
from awmc.modules import Parse, Read, load_modules, used_files
from awmc.origin import find_origin
from awmc.source import SourceFile, Sources, read_source
from awmc.syntax import ast
from awmc.syntax.parse import parse

if TYPE_CHECKING:
    from awmc.package import Package
    from awmc.semantics.observer import Observer


@dataclass(frozen=True)
class Checked:
    """A spec after its checks. `environment` is None where an error stopped it."""

    path: str
    diagnostics: tuple[Diagnostic, ...]
    files: tuple[SourceFile, ...]
    """What was read, for the frames of diagnostics."""
    environment: Environment | None = None
    package: Package | None = None
    """What was generated, if that was asked for and there were no errors."""
    used: frozenset[Path] = frozenset()
    """The files that the spec brings in."""
    is_part: bool = False
    """Whether it declares no environment: a part of other specs, if they bring it in."""
    seconds: float = 0.0
    """How long it took."""

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


def check_text(
    text: str, path: str = "shop.awm", folder: Path | None = None
) -> tuple[Diagnostic, ...]:
    """What is wrong with a spec, whose files are looked for in `folder` (else in the folder of `path`)."""
    return run(SourceFile(path, text), folder or Path(path).parent).diagnostics


def compile_text(text: str, path: str = "shop.awm", folder: Path | None = None) -> Checked:
    """A spec given as text, compiled."""
    return run(SourceFile(path, text), folder or Path(path).parent, emit=True)


def check_file(path: Path) -> Checked:
    """What is wrong with the spec in a file."""
    return _read_and_run(path, emit=False)


def compile_file(path: Path) -> Checked:
    """The spec in a file, compiled; nothing is written."""
    return _read_and_run(path, emit=True)


def run(main: SourceFile, folder: Path, *, emit: bool = False) -> Checked:
    """The walk of a spec, as far as it goes."""
    sink, sources = Sink(), Sources()
    modules, environment = look(main, folder, sources, sink)
    package = None
    if environment is not None:
        package = _build_and_emit(environment, folder, main, sources, sink, emit)
    return Checked(
        path=main.path,
        diagnostics=sink.diagnostics,
        files=tuple(sources),
        environment=None if sink.has_errors else environment,
        package=package,
        used=used_files(modules, folder),
        is_part=not any(_is_environment(d) for m in modules for d in m.declarations),
    )


def look(
    main: SourceFile,
    folder: Path,
    sources: Sources,
    sink: Sink,
    *,
    read: Read = read_source,
    parse: Parse = parse,
    observer: Observer | None = None,
) -> tuple[tuple[ast.Module, ...], Environment | None]:
    """The walk of a spec without running anything: its trees, and its environment if there are no errors.

    An editor reads and parses in its own way, and looks on."""
    from awmc.lint import lint
    from awmc.semantics import elaborate
    from awmc.semantics.observer import UNOBSERVED

    modules = load_modules(main, folder, sources, sink, read, parse)
    found = elaborate(modules, sink, sources, observer or UNOBSERVED)
    environment = None if found is None or sink.has_errors else _named(found, folder, main)
    lint(sources, modules, environment, sink)
    return modules, environment


def _is_environment(declaration: object) -> bool:
    from awmc.syntax.ast import EnvironmentDecl

    return isinstance(declaration, EnvironmentDecl)


def _build_and_emit(
    environment: Environment,
    folder: Path,
    main: SourceFile,
    sources: Sources,
    sink: Sink,
    emit: bool,
) -> Package | None:
    from awmc.build import build

    made = build(environment, folder, sink, sources)
    origin = find_origin(environment, folder, main.path, sources, sink)
    if made is None or sink.has_errors or not emit:
        return None
    from awmc.package import emit_package

    return emit_package(environment, made, origin)


def _read_and_run(path: Path, *, emit: bool) -> Checked:
    start = monotonic()
    sink = Sink()
    main = read_source(path, path.as_posix(), sink)
    if main is None:
        return Checked(path.as_posix(), sink.diagnostics, ())
    return replace(run(main, path.parent, emit=emit), seconds=monotonic() - start)


def _named(environment: Environment, folder: Path, main: SourceFile) -> Environment:
    """With the names of its files as generated code shows them: the same from wherever awmc runs."""
    shown = PurePosixPath(main.path).parent
    home = PurePosixPath(folder.resolve().name)
    sources = tuple(
        (home / PurePosixPath(path).relative_to(shown)).as_posix() for path in environment.sources
    )
    source = (home / PurePosixPath(main.path).name).as_posix()
    return replace(environment, source=source, sources=sources)
