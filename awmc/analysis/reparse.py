"""Parsing a text again that was changed a little: only the declarations that changed are read.

In: a file. Out: what `parse` gives, spans and reports included (in a broken declaration that another one is written into, the nodes of
the rest may be others). A text is cut where a declaration starts at the margin; a stretch that is the same text as before, and had no
mistakes, keeps its tree, moved to its new place. A mistake may reach beyond its declaration: it is read together with the next
stretch, and unless that comes out whole, with all that follows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from awmc.diagnostics.sink import Sink
from awmc.fields import values
from awmc.source import SourceFile, Span
from awmc.syntax import ast
from awmc.syntax.parse import parse_part
from awmc.syntax.walk import shape

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
        done = 0
        stretches = _stretches(source.text)
        for number, (start, end) in enumerate(stretches):
            if start < done:
                continue
            module = _sound(source, start, end, known, made)
            if module is None:
                done = _end_of_mistake(source, stretches[number:], known, made)
                module = parse_part(source, sink, start, done)
            modules.append(module)
        # What follows a mistake that reaches to the end is wanted again once it is mended.
        self._remember(source.path, {**known, **made} if done == len(source.text) else made)
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


def _sound(
    source: SourceFile, start: int, end: int, known: Mapping[str, _Part], made: dict[str, _Part]
) -> ast.Module | None:
    """The tree of a stretch, which is kept in `made`; None where it holds a mistake."""
    text = source.text[start:end]
    if text in known:
        module = known[text].at(start)
    else:
        sink = Sink()
        module = parse_part(source, sink, start, end)
        if sink.diagnostics:
            return None
    made[text] = _Part(start, module)
    return module


def _end_of_mistake(
    source: SourceFile,
    stretches: Sequence[tuple[int, int]],
    known: Mapping[str, _Part],
    made: dict[str, _Part],
) -> int:
    """How far a mistake of the first stretch reaches: over the next one, if that comes out of it whole, or to the end."""
    if len(stretches) > 1:
        (start, _), (middle, end) = stretches[:2]
        following = _sound(source, middle, end, known, made)
        sink = Sink()
        both = parse_part(source, sink, start, end)
        if (
            following is not None
            and following.declarations
            and _same(both.declarations[-len(following.declarations) :], following.declarations)
            and all(found.span.end <= middle for found in sink.diagnostics)
        ):
            return end
    return len(source.text)


def _same(these: tuple[ast.Decl, ...], those: tuple[ast.Decl, ...]) -> bool:
    return shape(these, places=True) == shape(those, places=True)


def _stretches(text: str) -> list[tuple[int, int]]:
    """The stretches from one declaration to the next; what stands before the first is part of its."""
    starts = [match.start() for match in _START.finditer(text)]
    return list(pairwise([0, *starts[1:], len(text)]))


def moved(value: _T, by: int) -> _T:
    """A tree whose spans are further on; a span counts from the start of its file."""
    if isinstance(value, Span):
        return Span(value.path, value.start + by, value.end + by)  # type: ignore[return-value]  # of its class
    if isinstance(value, tuple):
        return tuple(moved(item, by) for item in value)  # type: ignore[return-value]  # as above
    if isinstance(value, ast.Node | ast.Comment):
        return type(value)(*[moved(held, by) for held in values(value)])
    return value
