"""A spec in parts, some of which can be left out, and the walk that makes it compile.

In: parts in order, and the data files beside the spec. Out: the spec in the one format, without errors. Guaranteed: what comes out compiles; a part that the compiler
objects to is replaced by what stands in for it, and the caller is told; nothing is written to disk but a temporary folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from awmc.diagnostics.model import Diagnostic, Severity
from awmc.driver import Options, run
from awmc.source import SourceFile
from awmc.syntax.format import format_source


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a spec's text. One with an `instead` may be replaced by it."""

    text: str
    instead: str | None = None
    name: str = ""
    """What it is, for the report."""


class Unsettled(Exception):
    """A spec that does not compile whatever is left out: a fault of the import. The message has the diagnostics."""


Replaced = Callable[[Part, Diagnostic], None]
"""Told of each part that is replaced, and why."""


def settle(name: str, parts: Sequence[Part], files: Mapping[str, str], replaced: Replaced) -> str:
    """The text of the spec `name`.awm, formatted. Raises Unsettled."""
    with TemporaryDirectory() as folder:
        for file, text in files.items():
            path = Path(folder, file)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
        current = list(parts)
        for _ in range(len(parts) + 1):
            text = "".join(part.text for part in current)
            formatted = format_source(SourceFile(f"{name}.awm", text))
            if formatted.complete and not _errors(name, formatted.text, Path(folder)):
                return formatted.text
            errors = _errors(name, text, Path(folder))  # at the places that parts have
            if not _replace(current, errors, f"{name}.awm", replaced):
                raise Unsettled(_words(errors) or formatted.fault or "; ".join(formatted.doubts))
    raise Unsettled("it does not settle")


def _errors(name: str, text: str, folder: Path) -> list[Diagnostic]:
    """What stops the compiler, up to the data and tasks."""
    checked = run(SourceFile(f"{name}.awm", text), folder, Options(lint=False))
    return [found for found in checked.diagnostics if found.severity is Severity.error]


def _replace(
    parts: list[Part], errors: Sequence[Diagnostic], path: str, replaced: Replaced
) -> bool:
    """Replace the parts that errors are in, or point to; whether there was any."""
    starts, end = [], 0
    for part in parts:
        starts.append(end)
        end += len(part.text)
    found: dict[int, Diagnostic] = {}
    for error in errors:
        for span in (error.span, *(label.span for label in error.labels)):
            for place, part in enumerate(parts):
                inside = starts[place] <= span.start < starts[place] + len(part.text)
                if span.path == path and inside and part.instead is not None:
                    found.setdefault(place, error)
    for place, error in found.items():
        replaced(parts[place], error)
        parts[place] = Part(parts[place].instead or "")
    return bool(found)


def _words(errors: Sequence[Diagnostic]) -> str:
    return "\n".join(f"{error.code}: {error.message}" for error in errors[:20])
