"""Diagnostics as annotations of GitHub Actions: a line each."""

from __future__ import annotations

from collections.abc import Iterable

from awmc.diagnostics.github import Level, annotation, place_of
from awmc.diagnostics.model import Diagnostic, Severity
from awmc.source import Sources

LEVELS: dict[Severity, Level] = {
    Severity.error: "error",
    Severity.warning: "warning",
    Severity.note: "notice",
}


def render_github(diagnostics: Iterable[Diagnostic], sources: Sources) -> str:
    """The annotations, each with a newline; the help and the candidates are part of the message."""
    return "".join(f"{_annotation(one, sources)}\n" for one in diagnostics)


def _annotation(one: Diagnostic, sources: Sources) -> str:
    near = f"did you mean {', '.join(one.candidates)}?" if one.candidates else None
    message = "\n".join(filter(None, [one.message, near, one.help]))
    place = place_of(one.span, sources)
    return annotation(LEVELS[one.severity], f"{one.code} {one.name}", message, place)
