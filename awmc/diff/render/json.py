"""A comparison as JSON, for programs.

In: environments that were compared. Out: one object in ASCII: `environments`, each with `name`, `status`, `old` and `new` (paths), `changes`
and `code`; and `summary`, with numbers. A change has `rule`, `family`, `what`, `message`, `old`, `new`, `breaks` (a reason by audience), and
the places `old_place` and `new_place`, with lines and columns from 1.
"""

from __future__ import annotations

import json
from typing import Any

from awmc.diagnostics.render_json import place
from awmc.diff.model import AUDIENCES, Change, Compared, Environments
from awmc.source import Sources, Span


def render_json(found: Environments) -> str:
    """The object as JSON text, with a newline at its end."""
    changes = found.changes
    counts = {name: sum(name in change.breaks for change in changes) for name in AUDIENCES}
    document = {
        "environments": [_environment(one, found.sources) for one in found.compared],
        "summary": {"changes": len(changes), "breaks": counts},
    }
    return json.dumps(document, indent=2) + "\n"


def _environment(one: Compared, sources: Sources) -> dict[str, Any]:
    return {
        "name": one.name,
        "status": status(one),
        "old": one.old,
        "new": one.new,
        "changes": [_change(change, sources) for change in one.changes],
        "code": one.code,
    }


def status(one: Compared) -> str:
    """`added`, `removed`, `changed` or `same`."""
    if one.old is None or one.new is None:
        return "added" if one.old is None else "removed"
    return "changed" if one.changes else "same"


def _change(change: Change, sources: Sources) -> dict[str, Any]:
    return {
        "rule": change.rule,
        "family": change.family,
        "what": change.what,
        "message": change.message,
        "old": change.old,
        "new": change.new,
        "breaks": dict(change.breaks),
        "old_place": _place(change.old_span, sources),
        "new_place": _place(change.new_span, sources),
    }


def _place(span: Span | None, sources: Sources) -> dict[str, object] | None:
    return None if span is None else place(span, sources)
