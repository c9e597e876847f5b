"""What a diagnostic is: frozen data, whose form at the border of the process is that of `render_json`.

The words come from the registry; passes give facts to a `Sink`, which builds these.
"""

from dataclasses import dataclass
from enum import StrEnum

from awmc.source import Span


class Severity(StrEnum):
    """How much a diagnostic matters: only an error stops the compiler."""

    error = "error"
    warning = "warning"
    note = "note"


class Applicability(StrEnum):
    """Who may apply a fix: any program, one that is told to, or only a person who reads it."""

    safe = "safe"
    unsafe = "unsafe"
    shown = "shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A place that explains the diagnostic, such as "declared here"."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Put `text` where `span` is; an empty span inserts."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A way to mend the mistake, called `title`; its edits do not overlap."""

    title: str
    applicability: Applicability
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding. `message` stands alone; `candidates` may have been meant, best first."""

    code: str
    name: str
    severity: Severity
    message: str
    span: Span
    labels: tuple[Label, ...] = ()
    help: str | None = None
    candidates: tuple[str, ...] = ()
    fix: Fix | None = None
    url: str
