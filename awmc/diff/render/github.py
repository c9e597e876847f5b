"""A comparison as annotations of GitHub Actions.

In: environments that were compared. Out: one line a change, at its place in the new spec: a warning where it breaks something, else a
notice. What is gone has no place there, and is told without one.
"""

from __future__ import annotations

from awmc.diagnostics.github import annotation
from awmc.diff.model import Change, Compared, Environments
from awmc.source import Sources, Span


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
    verb, level = ("added", "notice") if one.old is None else ("removed", "warning")
    title = f"environment {verb}"
    message = f"{one.name} ({one.new or one.old})"
    if level == "notice":
        return [annotation("notice", one.new, None, None, None, None, title, message)]
    return [annotation("warning", None, None, None, None, None, title, message)]


def _line(one: Compared, change: Change, sources: Sources) -> str:
    line, end_line, column, end_column = _place(change.new_span, sources)
    return annotation(
        "warning" if change.breaks else "notice",
        None if change.new_span is None else change.new_span.path,
        line,
        end_line,
        column,
        end_column,
        change.rule,
        "\n".join([f"{one.name}: {change.what}: {change.message}", *change.reasons]),
    )


def _place(span: Span | None, sources: Sources) -> tuple[int | None, ...]:
    """The lines and columns; of what spans several lines the first line, for GitHub shows an annotation below the last one."""
    file = None if span is None else sources.get(span.path)
    if span is None or file is None:
        return None, None, None, None
    line, column = file.position(span.start)
    end_line, end_column = file.position(span.end)
    return (line, end_line, column, end_column) if line == end_line else (line, None, None, None)
