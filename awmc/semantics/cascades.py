"""Errors that only follow from others: left out, so that one mistake is one report.

In: what a run reported, and its modules. Out: the same without semantic errors that a root error explains: a syntax error, an
unknown type, a missing key. Where one stands, what is declared there is not known; so a declaration that mentions a damaged one, or a
name that stands in damaged text, is not blamed. Guaranteed: root errors stay, and without one nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from awmc.diagnostics.model import Diagnostic, Severity
from awmc.diagnostics.sink import Sink
from awmc.source import Sources, Span
from awmc.syntax import ast

_WORD = re.compile(r"[A-Za-z_]\w*")
_SYNTAX = "AWM1"
_ROOTS = frozenset({"unknown-type", "unknown-entity", "missing-key", "bad-key", "bad-has"})
"""Semantic errors after which it is not known what a declaration says."""


def drop_cascades(modules: Sequence[ast.Module], sink: Sink, sources: Sources) -> None:
    """Take back the errors that syntax errors explain, then those that the root errors left explain."""
    text = _Texts(sources)
    sink.drop(_echoes(sink, text).__contains__)
    for is_root in (_is_syntax_error, _is_root):
        roots = [found for found in sink.diagnostics if is_root(found)]
        if roots:
            follows = _Follows(modules, text, roots, is_root)
            sink.drop(follows.holds)


def _damaged(
    modules: Sequence[ast.Module], text: _Texts, roots: Sequence[Diagnostic]
) -> frozenset[str]:
    """The names of which nothing is known: of damaged declarations, and in damaged lines."""
    damaged: set[str] = set()
    for root in roots:
        damaged.update(text.words_of_lines(root.span))
    for declaration in _declarations(modules):
        if any(_overlap(declaration.span, root.span) for root in roots):
            damaged.update(_names(declaration))
            if isinstance(declaration, ast.BadDecl):
                damaged.update(text.words(declaration.span))
    if _actor(modules) in damaged:
        damaged.add("me")
    return frozenset(damaged)


class _Follows:
    """Whether an error may come from what some roots damaged alone."""

    def __init__(
        self,
        modules: Sequence[ast.Module],
        text: _Texts,
        roots: Sequence[Diagnostic],
        is_root: Callable[[Diagnostic], bool],
    ) -> None:
        self._modules = modules
        self._text = text
        self._is_root = is_root
        self._damaged = _damaged(modules, text, roots)

    def holds(self, found: Diagnostic) -> bool:
        """Whether `found` follows."""
        if found.severity is not Severity.error or self._is_root(found):
            return False
        for declaration in _declarations(self._modules):
            if _overlap(declaration.span, found.span):
                return not self._damaged.isdisjoint(self._text.words(declaration.span))
        return True


def _echoes(sink: Sink, text: _Texts) -> list[Diagnostic]:
    """Unexpected tokens in the line right after one with a syntax error: recovery was still finding its feet."""
    echoes: list[Diagnostic] = []
    last: tuple[str, int] | None = None
    for found in sink.diagnostics:
        if not _is_syntax_error(found):
            continue
        path, line = found.span.path, text.line(found.span)
        if found.name == "unexpected-token" and last == (path, line - 1):
            echoes.append(found)
        last = (path, line)
    return echoes


def _is_syntax_error(found: Diagnostic) -> bool:
    return found.code.startswith(_SYNTAX) and found.severity is Severity.error


def _is_root(found: Diagnostic) -> bool:
    return _is_syntax_error(found) or found.name in _ROOTS


def _overlap(outer: Span, inner: Span) -> bool:
    return (
        outer.path == inner.path and inner.start <= outer.end and outer.start <= max(inner.end, 1)
    )


def _declarations(modules: Sequence[ast.Module]) -> Iterator[ast.Decl]:
    for module in modules:
        yield from module.declarations


def _names(declaration: ast.Decl) -> list[str]:
    name = getattr(declaration, "name", None)
    return [name.name] if isinstance(name, ast.Ident) else []


def _actor(modules: Sequence[ast.Module]) -> str:
    for declaration in _declarations(modules):
        if isinstance(declaration, ast.EnvironmentDecl) and declaration.actor is not None:
            return declaration.actor.name
    return ""


class _Texts:
    """The words of spans, each found once."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._words: dict[Span, frozenset[str]] = {}

    def words(self, span: Span) -> frozenset[str]:
        """The identifiers in a span."""
        if span not in self._words:
            source = self._sources.get(span.path)
            text = source.text[span.start : span.end] if source else ""
            self._words[span] = frozenset(_WORD.findall(text))
        return self._words[span]

    def line(self, span: Span) -> int:
        """The line where a span starts, from 1."""
        source = self._sources.get(span.path)
        return source.position(span.start)[0] if source is not None else 0

    def words_of_lines(self, span: Span) -> frozenset[str]:
        """The identifiers in the lines that a span touches."""
        source = self._sources.get(span.path)
        if source is None:
            return frozenset()
        start = source.text.rfind("\n", 0, span.start) + 1
        end = source.text.find("\n", span.end)
        return self.words(Span(span.path, start, len(source.text) if end < 0 else end))
