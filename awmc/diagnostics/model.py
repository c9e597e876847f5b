"""What a diagnostic is: data that crosses the border of the process, so frozen pydantic models.

The words come from the registry; passes give facts to a `Sink`, which builds these.
"""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

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


class Model(BaseModel):
    """The base of every model here: frozen, and strict about its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Label(Model):
    """A place that explains the diagnostic, such as "declared here"."""

    span: Span
    text: str


class Edit(Model):
    """Put `text` where `span` is; an empty span inserts."""

    span: Span
    text: str


class Fix(Model):
    """A way to mend the mistake, called `title`; its edits do not overlap."""

    title: str
    applicability: Applicability
    edits: tuple[Edit, ...]


class Diagnostic(Model):
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
