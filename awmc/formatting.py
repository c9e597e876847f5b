"""Files in the one format: reading, formatting, writing back.

In: a file, or bytes. Out: what became of it. Guaranteed: never raises for what a file is or holds; a file is written only where that
changes it, in one step, with the line ends and the byte-order mark that it had.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from awmc.diagnostics.model import Diagnostic
from awmc.diagnostics.sink import Sink
from awmc.rewrite import encoded, rewrite
from awmc.source import SourceFile, decode_source, read_source
from awmc.syntax.format import Formatted, format_source
from awmc.unified import unified


@dataclass(frozen=True, slots=True)
class Outcome:
    """What formatting a file gave: `file` None where it could not be read, as `found` tells."""

    path: str
    file: SourceFile | None
    found: tuple[Diagnostic, ...]
    result: Formatted | None = None
    data: bytes = b""
    """The file's bytes after formatting."""
    changed: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether all of it is in the one format."""
        return self.result is not None and self.result.complete

    @property
    def reason(self) -> str:
        """Why it is not complete, in words; "" where it is, or where the diagnostics say it all."""
        if self.result is None or self.result.complete:
            return ""
        if self.result.fault:
            return f"left as it is: {self.result.fault}"
        kept = self.result.kept
        said = "1 declaration is" if kept == 1 else f"{kept} declarations are"
        advice = ["mend the errors above"] if self.result.errors else []
        advice += [f"{doubt}; write it before its field" for doubt in self.result.doubts]
        return f"{said} left as written: {'; '.join(advice) or 'please report this'}"

    def diff(self) -> str:
        """What formatting changes, as a unified diff."""
        if self.file is None or self.result is None:
            return ""
        return unified(self.file.text, self.result.text, self.path, self.path)


def format_file(path: Path) -> Outcome:
    """What formatting the file would give; nothing is written."""
    sink = Sink()
    file = read_source(path, None, sink)
    if file is None:
        return Outcome(path.as_posix(), None, sink.diagnostics)
    return _outcome(file, path.read_bytes())


def format_bytes(data: bytes, name: str) -> Outcome:
    """The same for bytes that came from elsewhere, called `name` in messages."""
    sink = Sink()
    file = decode_source(data, name, sink)
    return Outcome(name, None, sink.diagnostics) if file is None else _outcome(file, data)


def write_outcome(path: Path, outcome: Outcome) -> None:
    """Write what formatting gave. Raises OSError."""
    if outcome.changed and outcome.file is not None and outcome.result is not None:
        rewrite(path, outcome.file.text, outcome.result.text)


def _outcome(file: SourceFile, old: bytes) -> Outcome:
    result = format_source(file)
    data = old if result.fault else encoded(result.text, old)
    return Outcome(file.path, file, result.errors, result, data, data != old)
