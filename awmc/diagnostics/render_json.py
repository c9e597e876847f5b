"""Diagnostics as JSON, for editors, scripts and models.

In: diagnostics, and the sources that they point into. Out: a JSON list in ASCII, one object a
diagnostic: the fields of `Diagnostic`, with each span as `path`, `line`, `column`, `end_line` and
`end_column` (from 1, null where the source is not at hand), and the source frame as text.
"""

import json
from collections.abc import Iterable

from awmc.diagnostics.model import Diagnostic, Fix
from awmc.diagnostics.render import frame_text
from awmc.source import Sources, Span


def render_json(diagnostics: Iterable[Diagnostic], sources: Sources) -> str:
    """The list as JSON text, with a newline at its end."""
    return json.dumps([to_json(d, sources) for d in diagnostics], indent=2) + "\n"


def to_json(diagnostic: Diagnostic, sources: Sources) -> dict[str, object]:
    """One diagnostic as a JSON object."""
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        **place(diagnostic.span, sources),
        "labels": [
            {"text": label.text, **place(label.span, sources)} for label in diagnostic.labels
        ],
        "help": diagnostic.help,
        "candidates": list(diagnostic.candidates),
        "fix": _fix(diagnostic.fix, sources) if diagnostic.fix is not None else None,
        "frame": frame_text(diagnostic, sources),
        "url": diagnostic.url,
    }


def _fix(fix: Fix, sources: Sources) -> dict[str, object]:
    edits = [{"text": edit.text, **place(edit.span, sources)} for edit in fix.edits]
    return {"title": fix.title, "applicability": fix.applicability.value, "edits": edits}


def place(span: Span, sources: Sources) -> dict[str, object]:
    """A span as its path, lines and columns."""
    file = sources.get(span.path)
    line, column = file.position(span.start) if file is not None else (None, None)
    end_line, end_column = file.position(span.end) if file is not None else (None, None)
    return {
        "path": span.path,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }
