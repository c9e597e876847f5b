"""Parsing a text again that was changed a little: only the declarations that changed are read.

In: a file. Out: what `parse` gives, spans and reports included (in a broken declaration that another one is written into, the nodes of
the rest may be others). A text is cut where a declaration starts at the margin; a stretch that is
the same text as before, and had no mistakes, keeps its tree, moved to its new place. From the first stretch with a mistake on
everything is read anew, since a mistake may reach beyond its declaration.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any, TypeVar

from awmc.diagnostics.sink import Sink
from awmc.source import SourceFile, Span
from awmc.syntax import ast
from awmc.syntax.parse import parse_part

_START = re.compile(
    r'^(?:(?:environment|invariant|def|extern|tool|task)\s+[a-z]|private\s+tool\b|use\s+"|on\s+(?:call|clock)\b'
    r"|(?:enum|record|entity|state|error|view|data)\s+[A-Z])",
    re.MULTILINE,
)
"""Where a declaration starts at the margin."""

MOST_PARTS = 10_000
"""The most stretches of a file that are remembered."""
MOST_FILES = 50
"""The most files that are remembered."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a text without mistakes, and its tree."""

    start: int
    module: ast.Module

    def at(self, start: int) -> ast.Module:
        """The tree of the same text elsewhere."""
        by = start - self.start
        return moved(self.module, by) if by else self.module


class Reparser:
    """A parser that remembers each file as it was last. For one thread at a time."""

    def __init__(self) -> None:
        self._parts: dict[str, dict[str, _Part]] = {}

    def __call__(self, source: SourceFile, sink: Sink) -> ast.Module:
        """The tree of a file, as `parse` gives it."""
        known = self._parts.pop(source.path, {})
        made: dict[str, _Part] = {}
        modules: list[ast.Module] = []
        for start, end in _stretches(source.text):
            text = source.text[start:end]
            module = known[text].at(start) if text in known else _sound(source, start, end)
            if module is None:
                modules.append(parse_part(source, sink, start, len(source.text)))
                made = {**known, **made}  # what follows is wanted again once the mistake is mended
                break
            modules.append(module)
            made[text] = _Part(start, module)
        self._remember(source.path, made)
        return ast.Module(
            source.span(0, len(source.text)),
            source.path,
            tuple(decl for module in modules for decl in module.declarations),
            tuple(comment for module in modules for comment in module.comments),
        )

    def _remember(self, path: str, made: dict[str, _Part]) -> None:
        self._parts[path] = made if len(made) <= MOST_PARTS else {}
        if len(self._parts) > MOST_FILES:
            del self._parts[next(iter(self._parts))]


def _sound(source: SourceFile, start: int, end: int) -> ast.Module | None:
    """The tree of a stretch; None where it holds a mistake."""
    sink = Sink()
    module = parse_part(source, sink, start, end)
    return None if sink.diagnostics else module


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """The stretches from one declaration to the next; what stands before the first is part of its."""
    starts = [match.start() for match in _START.finditer(text)]
    bounds = [0, *starts[1:], len(text)]
    yield from pairwise(bounds)


def moved(value: _T, by: int) -> _T:
    """A tree whose spans are further on; a span counts from the start of its file."""
    if isinstance(value, Span):
        return Span(value.path, value.start + by, value.end + by)  # type: ignore[return-value]  # of its class
    if isinstance(value, tuple):
        return tuple(moved(item, by) for item in value)  # type: ignore[return-value]  # as above
    if isinstance(value, ast.Node | ast.Comment):
        return type(value)(*[moved(getattr(value, name), by) for name in _fields(type(value))])
    return value


_FIELDS: dict[type, tuple[str, ...]] = {}
"""The fields of each class of nodes, asked for once."""


def _fields(kind: type[Any]) -> tuple[str, ...]:
    found = _FIELDS.get(kind)
    if found is None:
        found = _FIELDS[kind] = tuple(field.name for field in fields(kind))
    return found
