"""One kind of diagnostic, declared as data: its code, its wording, and its page.

In: the literal arguments in `codes/*.py`. Out: an `Entry`. A message or help template is filled
by `str.format` with the facts that a pass reports; a help that comes out empty is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from awmc.diagnostics.model import Severity

HEADER = 'environment shop "A shop" { clock 2026-03-02T09:00:00 }\n'
"""What an example starts with, unless it declares an environment itself or has none to show."""

FACT_LIMIT = 200
"""A longer fact is cut: a message must stay readable whatever a spec contains."""

LIST_LIMIT = 60
"""How many items of a list a message names."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of diagnostic: its wording, and its page in docs/errors/."""

    code: str
    name: str
    severity: Severity
    summary: str
    message: str
    help: str | None
    page: str
    folder: str = "errors"
    """Where below docs/ its page is."""

    @property
    def url(self) -> str:
        """Where its page is, from the top of the repository."""
        return f"docs/{self.folder}/{self.name}.md"

    @property
    def facts(self) -> tuple[str, ...]:
        """The names of the facts that the templates need, in order of first use."""
        fields = [f for _, f, _, _ in Formatter().parse(self.message + (self.help or "")) if f]
        return tuple(dict.fromkeys(fields))

    def words(self, facts: Mapping[str, object]) -> tuple[str, str | None]:
        """The message and the help for these facts; KeyError where one is missing."""
        spelt = {name: spell_fact(value) for name, value in facts.items()}
        return self.message.format_map(spelt), (self.help or "").format_map(spelt) or None


def error(
    code: str,
    name: str,
    summary: str,
    message: str,
    help: str | None = None,
    *,
    about: str = "",
    bad: str = "",
    good: str = "",
    files: Mapping[str, str] | None = None,
    severity: Severity = Severity.error,
) -> Entry:
    """An error with its page: what it means, an example that triggers it, the example mended."""
    parts = [f"# {name} ({code})", f"{summary}.", about.strip()]
    parts += [
        _fence(f"{path.rpartition('.')[2]} {path}", text) for path, text in (files or {}).items()
    ]
    if bad:
        parts += ["## Wrong", _fence("awm", _whole(bad)), "## Right", _fence("awm", _whole(good))]
    page = "\n\n".join(part for part in parts if part) + "\n"
    return Entry(code, name, severity, summary, message, help, page)


def warning(
    code: str,
    name: str,
    summary: str,
    message: str,
    help: str | None = None,
    *,
    about: str = "",
    bad: str = "",
    good: str = "",
    files: Mapping[str, str] | None = None,
) -> Entry:
    """A warning with its page: the spec compiles, but is probably not what was meant."""
    return error(
        code,
        name,
        summary,
        message,
        help,
        about=about,
        bad=bad,
        good=good,
        files=files,
        severity=Severity.warning,
    )


def spell_fact(value: object) -> str:
    """A fact as words: a list as "`a`, `b` and `c`", anything else as its text, cut when long."""
    if not isinstance(value, list | tuple):
        return _clip(str(value))
    items = [f"`{_clip(str(item))}`" for item in value[:LIST_LIMIT]]
    if len(value) > LIST_LIMIT:
        items.append(f"{len(value) - LIST_LIMIT} more")
    if len(items) < 2:
        return "".join(items) or "(none)"
    return f"{', '.join(items[:-1])} and {items[-1]}"


def _clip(text: str) -> str:
    return text if len(text) <= FACT_LIMIT else f"{text[:FACT_LIMIT]}…"


def _whole(example: str) -> str:
    """The example as a complete spec."""
    example = example.strip("\n")
    return example if "environment " in example else HEADER + example


def _fence(info: str, text: str) -> str:
    return f"```{info}\n{text.strip(chr(10))}\n```"
