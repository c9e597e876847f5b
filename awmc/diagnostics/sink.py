"""Where passes report: names and facts come in, diagnostics in their final words come out.

Guaranteed: `diagnostics` is sorted by place, holds no two of one name at one place, and is the
same whatever the order of reports at different places. An unknown name or a missing fact is a
bug of the compiler and raises KeyError.
"""

from collections.abc import Callable, Mapping, Sequence

from awmc.diagnostics.entry import Entry
from awmc.diagnostics.model import Diagnostic, Fix, Label, Severity
from awmc.diagnostics.registry import ENTRIES
from awmc.source import Span


def diagnostic(
    entry: Entry,
    span: Span,
    facts: Mapping[str, object],
    labels: Sequence[tuple[Span, str]] = (),
    candidates: Sequence[str] = (),
    fix: Fix | None = None,
) -> Diagnostic:
    """An entry in its final words; KeyError where a fact is missing."""
    message, help = entry.words(facts)
    return Diagnostic(
        code=entry.code,
        name=entry.name,
        severity=entry.severity,
        message=message,
        span=span,
        labels=tuple(Label(span=place, text=text) for place, text in labels),
        help=help,
        candidates=tuple(candidates),
        fix=fix,
        url=entry.url,
    )


class Sink:
    """Collects the diagnostics of one run."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, Span], Diagnostic] = {}
        self._once: set[str] = set()

    def report(
        self,
        name: str,
        span: Span,
        /,
        *,
        labels: Sequence[tuple[Span, str]] = (),
        candidates: Sequence[str] = (),
        fix: Fix | None = None,
        once: str | None = None,
        **facts: object,
    ) -> None:
        """Report the entry `name` at `span`; later reports with the same `once` are dropped."""
        found = diagnostic(ENTRIES[name], span, facts, labels, candidates, fix)
        if once is None or once not in self._once:
            self.add(found)
        if once is not None:
            self._once.add(once)

    def add(self, found: Diagnostic) -> None:
        """Take a diagnostic, unless there is one of its name at its place."""
        self._found.setdefault((found.name, found.span), found)

    def drop(self, follows: Callable[[Diagnostic], bool]) -> None:
        """Take back every report that `follows` from another."""
        self._found = {key: found for key, found in self._found.items() if not follows(found)}

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was found, by path, place and code."""
        return tuple(
            sorted(self._found.values(), key=lambda d: (d.span.path, d.span.start, d.code))
        )

    @property
    def has_errors(self) -> bool:
        """Whether anything found stops the compiler."""
        return any(d.severity is Severity.error for d in self._found.values())
