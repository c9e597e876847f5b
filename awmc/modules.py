"""The files of one spec: the main one, and those that it brings in with `use`.

In: the main file. Out: their syntax trees, used files first and the main file last, each once.
Guaranteed: nothing outside the main file's folder is read; a file that uses itself, by whatever way, is reported.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from awmc.diagnostics.sink import Sink
from awmc.folder import resolve_inside
from awmc.source import SourceFile, Sources, Span, read_source
from awmc.syntax import ast
from awmc.syntax.parse import parse

Read = Callable[[Path, str, Sink], SourceFile | None]
"""Reads a file, shown under a name; None after a report."""
Parse = Callable[[SourceFile, Sink], ast.Module]

MAX_FILES = 100
"""The most files that make up one spec."""


def load_modules(
    main: SourceFile,
    folder: Path,
    sources: Sources,
    sink: Sink,
    read: Read = read_source,
    parse: Parse = parse,
) -> tuple[ast.Module, ...]:
    """The trees of `main` and of the files in `folder` that it uses; an editor reads and parses in its own way."""
    loader = _Loader(folder, PurePosixPath(main.path).parent, sources, sink, read, parse)
    loader.add(main, folder / PurePosixPath(main.path).name)
    return tuple(loader.modules)


def uses(module: ast.Module) -> tuple[ast.UseDecl, ...]:
    """The `use` declarations of a file."""
    return tuple(decl for decl in module.declarations if isinstance(decl, ast.UseDecl))


def used_files(modules: tuple[ast.Module, ...], folder: Path) -> frozenset[Path]:
    """The real paths of the files that the last of `modules`, the main one, brought in."""
    *used, main = modules
    shown = PurePosixPath(main.path).parent
    return frozenset(folder.resolve() / PurePosixPath(m.path).relative_to(shown) for m in used)


@dataclass
class _Loader:
    folder: Path
    shown: PurePosixPath
    """The folder as diagnostics show it."""
    sources: Sources
    sink: Sink
    read: Read
    parse: Parse
    modules: list[ast.Module] = field(default_factory=list)
    done: set[Path] = field(default_factory=set)
    open: list[tuple[Path, str]] = field(default_factory=list)
    """The chain of files from the main one to the one that is being read."""

    def add(self, file: SourceFile, path: Path) -> None:
        """Parse a file and what it uses, those first."""
        self.sources.add(file)
        module = self.parse(file, self.sink)
        self.open.append((path.resolve(), file.path))
        for use in uses(module):
            self._use(use, path.parent)
        self.open.pop()
        self.done.add(path.resolve())
        self.modules.append(module)

    def _use(self, use: ast.UseDecl, folder: Path) -> None:
        name = use.path.plain or ""
        path = resolve_inside(folder, name)
        if path is None or not path.is_relative_to(self.folder.resolve()):
            self.sink.report("path-outside", use.path.span, path=name)
        elif path in [known for known, _ in self.open]:
            self._cycle(use, path)
        elif len(self.done) + len(self.open) >= MAX_FILES:
            what, span = "a number of used files", use.path.span
            self.sink.report("limit-exceeded", span, what=what, size=MAX_FILES + 1, limit=MAX_FILES)
        elif path not in self.done:
            file = self._read(path, use.path.span)
            if file is not None:
                self.add(file, path)

    def _cycle(self, use: ast.UseDecl, path: Path) -> None:
        chain = [shown for _, shown in self.open]
        start = [known for known, _ in self.open].index(path)
        cycle = " → ".join(f"`{shown}`" for shown in [*chain[start:], chain[start]])
        self.sink.report("use-cycle", use.path.span, path=chain[start], cycle=cycle)

    def _read(self, path: Path, span: Span) -> SourceFile | None:
        shown = (self.shown / path.relative_to(self.folder.resolve())).as_posix()
        if not path.is_file():
            self.sink.report("unreadable-file", span, path=shown, reason="there is no such file")
            self.done.add(path)
            return None
        return self.read(path, shown, self.sink)
