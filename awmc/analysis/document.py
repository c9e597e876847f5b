"""One spec as an editor sees it: what was found in it, and what its names mean.

In: the text of its main file, its folder, and the texts of the files that are open. Out: an `Analysis`, which is never changed;
what only some questions need is found when it is first asked for. Nothing is run: neither data nor tasks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from awmc.analysis.resolve import Resolver, Use
from awmc.analysis.symbols import Key, Symbol, declared
from awmc.config import Config, ConfigError, find_config
from awmc.diagnostics.model import Diagnostic
from awmc.diagnostics.sink import Sink
from awmc.driver import look
from awmc.ir.model import Environment
from awmc.lint import settled
from awmc.lint.selection import select
from awmc.modules import Parse
from awmc.semantics.observer import Notes
from awmc.source import SourceFile, Sources, read_source
from awmc.syntax import ast
from awmc.syntax.parse import parse


@dataclass(frozen=True)
class Analysis:
    """What was found in a spec."""

    main: str
    """The path of its main file."""
    sources: Sources
    modules: tuple[ast.Module, ...]
    diagnostics: tuple[Diagnostic, ...]
    environment: Environment | None
    notes: Notes

    @property
    def paths(self) -> frozenset[str]:
        """Its files."""
        return frozenset(module.path for module in self.modules)

    @property
    def parts(self) -> frozenset[str]:
        """Those of its files that declare something, but no environment."""
        return frozenset(
            module.path
            for module in self.modules
            if module.declarations
            and not any(isinstance(decl, ast.EnvironmentDecl) for decl in module.declarations)
        )

    def module(self, path: str) -> ast.Module | None:
        """The tree of one of its files."""
        return next((module for module in self.modules if module.path == path), None)

    def declaration(self, path: str, offset: int) -> ast.Decl | None:
        """The declaration that a place is in, or the last one before it."""
        module = self.module(path)
        if module is None:
            return None
        place = bisect_right(module.declarations, offset, key=lambda decl: decl.span.start)
        return module.declarations[place - 1] if place else None

    @cached_property
    def symbols(self) -> Mapping[Key, Symbol]:
        """Everything declared."""
        return declared(self.modules)

    @cached_property
    def resolver(self) -> Resolver:
        """What expressions mean."""
        return Resolver(self.notes, self.symbols)

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Every name that means something, by file and place."""
        found = self.resolver.uses(self.modules)
        return tuple(sorted(found, key=lambda use: (use.span.path, use.span.start, use.span.end)))

    def uses_at(self, path: str, offset: int) -> tuple[Use, ...]:
        """The uses that a place touches; two for the short entry `{ copy }`: the field, and the value."""
        last = bisect_right(self.uses, (path, offset), key=lambda u: (u.span.path, u.span.start))
        near = self.uses[max(0, last - 4) : last]
        return tuple(u for u in near if u.span.path == path and offset <= u.span.end)

    def symbol_at(self, path: str, offset: int) -> tuple[Symbol, Use] | None:
        """What the name at a place means; of a short entry the value, whose declaration says more."""
        found = [(self.symbols[use.key], use) for use in self.uses_at(path, offset)]
        if not found:
            return None
        return min(found, key=lambda pair: (pair[1].span.end == offset, pair[0].kind == "field"))

    def references(self, key: Key) -> tuple[Use, ...]:
        """Every use of what a key names, its declaration included."""
        return tuple(use for use in self.uses if use.key == key)


def analyse(
    main: SourceFile,
    folder: Path,
    texts: Mapping[str, SourceFile] | None = None,
    parse: Parse = parse,
) -> Analysis:
    """Look at the spec whose main file is given; `texts` are open files by path, which count instead of those on disk."""
    sink, sources, notes = Sink(), Sources(), Notes()
    opened = texts or {}

    def read(path: Path, shown: str, sink: Sink) -> SourceFile | None:
        return opened[shown] if shown in opened else read_source(path, shown, sink)

    selection = select(_settings(folder))
    subject = look(main, folder, sources, sink, selection, read=read, parse=parse, observer=notes)
    found = settled(subject, sink, selection)
    return Analysis(main.path, sources, subject.modules, found, subject.environment, notes)


def _settings(folder: Path) -> Config:
    """The settings of a folder; none where they cannot be used, of which `awmc lint` tells."""
    try:
        config = find_config(folder)
        select(config)
    except ConfigError:
        return Config()
    return config
