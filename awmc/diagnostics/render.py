"""Diagnostics as text for a terminal: message, source frame, help.

In: diagnostics, and the sources that they point into. Out: text; colour only when asked for.
Guaranteed: one line a message, whatever a spec contains, and no control characters but newlines
(and, with `color`, the escape sequences made here).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from awmc.diagnostics.frame import Mark, Row, escape, frame, settle
from awmc.diagnostics.model import Applicability, Diagnostic, Severity
from awmc.source import Sources, Span

COLORS = {
    Severity.error: "1;31",
    Severity.warning: "1;33",
    Severity.note: "1;36",
}
MUTED = "34"
BOLD = "1"


def render(diagnostic: Diagnostic, sources: Sources, *, color: bool = False) -> str:
    """One diagnostic, over several lines, without a newline at its end."""
    paint = Paint(color)
    head = f"{diagnostic.severity}[{diagnostic.code}]"
    name = paint(f": {escape(diagnostic.message)}", BOLD)
    lines = [paint(head, COLORS[diagnostic.severity]) + name]
    lines += _body(diagnostic, sources, paint)
    return "\n".join(line.rstrip() for line in lines)


def render_all(diagnostics: Sequence[Diagnostic], sources: Sources, *, color: bool = False) -> str:
    """All diagnostics with a blank line between them, and how many there are; "" for none."""
    if not diagnostics:
        return ""
    parts = [render(diagnostic, sources, color=color) for diagnostic in diagnostics]
    return "\n\n".join([*parts, summary(diagnostics)]) + "\n"


def render_concise(
    diagnostics: Sequence[Diagnostic], sources: Sources, *, color: bool = False
) -> str:
    """A line each, `shop.awm:3:41: AWM203 unknown-field: message; help: …`, with [*] where `--fix` mends it; then how many there are."""
    paint = Paint(color)
    lines = [_concise(diagnostic, sources, paint) for diagnostic in diagnostics]
    return "".join(f"{line}\n" for line in [*lines, summary(diagnostics)] if diagnostics)


def _concise(diagnostic: Diagnostic, sources: Sources, paint: Paint) -> str:
    safe = diagnostic.fix is not None and diagnostic.fix.applicability is Applicability.safe
    name = paint(f"{diagnostic.code} {diagnostic.name}", COLORS[diagnostic.severity])
    mark = " [*]" if safe else ""
    near = f"; did you mean {_either(diagnostic.candidates)}?" if diagnostic.candidates else ""
    place = paint(escape(where(diagnostic.span, sources)), BOLD)
    help = f"; help: {diagnostic.help}" if diagnostic.help is not None else ""
    return f"{place}: {name}:{mark} {escape(f'{diagnostic.message}{near}{help}')}"


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """How many there are, as in "2 errors, 1 warning"."""
    counts = dict.fromkeys(Severity, 0)
    for diagnostic in diagnostics:
        counts[diagnostic.severity] += 1
    words = [f"{n} {kind}{'s' if n != 1 else ''}" for kind, n in counts.items() if n]
    return ", ".join(words) or "nothing found"


def frame_text(diagnostic: Diagnostic, sources: Sources) -> str:
    """The source frame alone, without colour; "" where the source is not at hand."""
    rows = _frames(diagnostic, sources, _gutter(diagnostic, sources), Paint(False))
    return "\n".join(line.rstrip() for line in rows)


class Paint:
    """Puts colour on text, or leaves it as it is."""

    def __init__(self, color: bool) -> None:
        self._color = color

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._color and text else text


def _body(diagnostic: Diagnostic, sources: Sources, paint: Paint) -> list[str]:
    """Everything below the message."""
    gutter = _gutter(diagnostic, sources)
    frames = _frames(diagnostic, sources, gutter, paint)
    place = escape(where(diagnostic.span, sources))
    lines = [f"{' ' * gutter}{paint('-->', MUTED)} {place}", *frames]
    notes = list(_notes(diagnostic))
    if notes and frames:
        lines.append(_bar(gutter, paint))
    lines += [f"{' ' * gutter} {paint('=', MUTED)} {escape(note)}" for note in notes]
    return lines


def where(span: Span, sources: Sources) -> str:
    """`shop.awm:3:41`, or the path alone where the source is not at hand."""
    file = sources.get(span.path)
    if file is None:
        return span.path
    line, column = file.position(settle(file, span).start)
    return f"{span.path}:{line}:{column}"


def _notes(diagnostic: Diagnostic) -> Iterable[str]:
    if diagnostic.candidates:
        yield f"did you mean {_either(diagnostic.candidates)}?"
    if diagnostic.help is not None:
        yield f"help: {diagnostic.help}"
    if diagnostic.fix is not None:
        how = {
            Applicability.safe: " (`awmc lint --fix` does it)",
            Applicability.unsafe: " (may change the meaning)",
            Applicability.shown: "",
        }
        yield f"fix: {diagnostic.fix.title}{how[diagnostic.fix.applicability]}"
    yield f"more: awmc explain {diagnostic.name}"


def _either(names: Sequence[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return " or ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))


def _marks(diagnostic: Diagnostic) -> list[Mark]:
    """The primary mark first, then the labels in their order."""
    labels = [Mark(label.span, "-", label.text) for label in diagnostic.labels]
    return [Mark(diagnostic.span, "^", ""), *labels]


def _gutter(diagnostic: Diagnostic, sources: Sources) -> int:
    """The columns before the bars: those of the largest line number."""
    numbers = [1]
    for mark in _marks(diagnostic):
        if (file := sources.get(mark.span.path)) is not None:
            numbers.append(file.position(mark.span.end)[0])
    return len(str(max(numbers))) + 1


def _frames(diagnostic: Diagnostic, sources: Sources, gutter: int, paint: Paint) -> list[str]:
    lines: list[str] = []
    path = diagnostic.span.path
    shown: Row | None = None
    for mark in _marks(diagnostic):
        file = sources.get(mark.span.path)
        if file is None:
            continue
        if mark.span.path != path:
            path = mark.span.path
            place = escape(where(mark.span, sources))
            lines.append(f"{' ' * gutter}{paint(':::', MUTED)} {place}")
            shown = None
        rows = frame(file, mark)
        again = rows[0] == shown
        if not again:
            lines.append(_bar(gutter, paint))
        lines += [_row(row, gutter, paint, diagnostic) for row in rows[1 if again else 0 :]]
        shown = rows[0] if len(rows) == 2 else None
    return lines


def _row(row: Row, gutter: int, paint: Paint, diagnostic: Diagnostic) -> str:
    if row.number is not None:
        return f"{paint(f'{row.number:>{gutter}} |', MUTED)} {row.text}"
    if not row.sign:
        return paint(row.text, MUTED)
    color = COLORS[diagnostic.severity] if row.sign == "^" else MUTED
    return f"{_bar(gutter, paint)} {paint(row.text, color)}"


def _bar(gutter: int, paint: Paint) -> str:
    return paint(f"{' ' * gutter} |", MUTED)
