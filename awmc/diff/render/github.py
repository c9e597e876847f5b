"""A comparison as annotations of GitHub Actions.

In: environments that were compared. Out: one line a change, at its place in the new spec: a warning where it breaks something, else a
notice. What is gone has no place there, and is told without one.
"""

from __future__ import annotations

from awmc.diagnostics.github import annotation, place_of
from awmc.diff.model import Change, Compared, Environments
from awmc.source import Sources


def render_github(found: Environments) -> str:
    """The lines, each with a newline at its end."""
    lines = [
        line
        for one in found.compared
        for line in (*_whole(one), *(_line(one, change, found.sources) for change in one.changes))
    ]
    return "".join(f"{line}\n" for line in lines)


def _whole(one: Compared) -> list[str]:
    if one.old is not None and one.new is not None:
        return []
    message = f"{one.name} ({one.new or one.old})"
    if one.new is not None:
        return [annotation("notice", "environment added", message, {"file": one.new})]
    return [annotation("warning", "environment removed", message, {})]


def _line(one: Compared, change: Change, sources: Sources) -> str:
    message = "\n".join([f"{one.name}: {change.what}: {change.message}", *change.reasons])
    place = {} if change.new_span is None else place_of(change.new_span, sources)
    return annotation("warning" if change.breaks else "notice", change.rule, message, place)
