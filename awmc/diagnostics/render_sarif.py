"""Diagnostics as SARIF 2.1.0, for code scanning.

Source: "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", OASIS Standard.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from awmc import __version__
from awmc.diagnostics.entry import Entry
from awmc.diagnostics.model import Diagnostic, Fix, Severity
from awmc.source import Sources, Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.error: "error", Severity.warning: "warning", Severity.note: "note"}


def render_sarif(
    diagnostics: Sequence[Diagnostic], sources: Sources, entries: Mapping[str, Entry]
) -> str:
    """One run of awmc, with the rules that were broken; columns count code points from 1."""
    names = sorted({one.name for one in diagnostics}, key=lambda name: entries[name].code)
    driver = {
        "name": "awmc",
        "version": __version__,
        "rules": [_rule(entries[name]) for name in names],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, sources, names.index(one.name)) for one in diagnostics],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.code,
        "name": entry.name,
        "shortDescription": {"text": f"{entry.summary}."},
        "help": {"text": entry.page, "markdown": entry.page},
        "defaultConfiguration": {"level": LEVELS[entry.severity]},
    }


def _result(one: Diagnostic, sources: Sources, rule: int) -> dict[str, Any]:
    near = f" Did you mean {', '.join(one.candidates)}?" if one.candidates else ""
    result: dict[str, Any] = {
        "ruleId": one.code,
        "ruleIndex": rule,
        "level": LEVELS[one.severity],
        "message": {"text": one.message + near + (f" ({one.help})" if one.help else "")},
        "locations": [_location(one.span, sources)],
    }
    if one.labels:
        result["relatedLocations"] = [
            {**_location(label.span, sources), "message": {"text": label.text}}
            for label in one.labels
        ]
    if one.fix is not None:
        result["fixes"] = [_fix(one.fix, sources)]
    return result


def _fix(fix: Fix, sources: Sources) -> dict[str, Any]:
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        change = {
            "deletedRegion": _region(edit.span, sources),
            "insertedContent": {"text": edit.text},
        }
        changes.setdefault(edit.span.path, []).append(change)
    return {
        "description": {"text": fix.title},
        "artifactChanges": [
            {"artifactLocation": {"uri": path}, "replacements": edits}
            for path, edits in changes.items()
        ],
    }


def _location(span: Span, sources: Sources) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": span.path}}
    if span.path in sources:
        place["region"] = _region(span, sources)
    return {"physicalLocation": place}


def _region(span: Span, sources: Sources) -> dict[str, int]:
    file = sources.get(span.path)
    assert file is not None
    line, column = file.position(span.start)
    end_line, end_column = file.position(span.end)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
