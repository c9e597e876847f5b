"""Source text and places in it.

In: files of specs and data, which are untrusted bytes. Out: `SourceFile`s, whose text is free of
byte-order marks, carriage returns and NUL characters, and `Span`s that point into such a text.
Guaranteed: reading never raises for what a file contains or lacks; it reports, and gives None.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

MAX_BYTES = 1_000_000
"""The largest spec or file of words that is read, in bytes; beyond it is a mistake, not a spec."""


@dataclass(frozen=True, slots=True)
class Span:
    """The code points `start` to `end` (exclusive) of the text of the file shown as `path`."""

    path: str
    start: int
    end: int

    @staticmethod
    def nowhere(path: str) -> "Span":
        """A span for what concerns a whole file: its first, empty place."""
        return Span(path, 0, 0)

    def to(self, other: "Span") -> "Span":
        """The least span that covers this one and `other`, of the same file."""
        return Span(self.path, min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True)
class SourceFile:
    """One file's text, under the name that diagnostics show for it."""

    path: str
    text: str

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        """The offset at which each line starts; only `\\n` ends a line."""
        starts = [0]
        while (newline := self.text.find("\n", starts[-1])) >= 0:
            starts.append(newline + 1)
        return tuple(starts)

    @property
    def lines(self) -> int:
        """How many lines there are; a text that ends in a newline has an empty last one."""
        return len(self._starts)

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset, both from 1; an offset beyond the text is its end."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def start(self, number: int) -> int:
        """The offset at which a line starts, counted from 1."""
        return self._starts[number - 1]

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its newline; "" where there is none."""
        if not 1 <= number <= self.lines:
            return ""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < self.lines else len(self.text)
        return self.text[start:end]

    def span(self, start: int, end: int) -> Span:
        """A span of this file."""
        return Span(self.path, start, end)

    def slice(self, span: Span) -> str:
        """The text that a span of this file covers."""
        return self.text[span.start : span.end]


class Sources:
    """The files that one run has read, by display path, in the order in which they were added."""

    def __init__(self) -> None:
        self._files: dict[str, SourceFile] = {}

    def add(self, file: SourceFile) -> SourceFile:
        """Keep a file, in place of an earlier one of the same path; returns it."""
        self._files[file.path] = file
        return file

    def get(self, path: str) -> SourceFile | None:
        """The file of that display path, or None."""
        return self._files.get(path)

    def __contains__(self, path: object) -> bool:
        return path in self._files

    def __iter__(self) -> Iterator[SourceFile]:
        return iter(self._files.values())

    def __len__(self) -> int:
        return len(self._files)


class Reporter(Protocol):
    """What reading needs of a diagnostics sink, which is a room above this one."""

    @property
    def report(self) -> Callable[..., None]:
        """Takes the name of a diagnostic, a span, and facts by name."""


def read_source(path: Path, display: str | None, sink: Reporter) -> SourceFile | None:
    """Read a file, shown as `display` (or as its posix path); None where a mistake was reported."""
    shown = display if display is not None else path.as_posix()
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        sink.report("unreadable-file", Span.nowhere(shown), path=shown, reason=reason)
        return None
    if len(data) > MAX_BYTES:
        sink.report("file-too-large", Span.nowhere(shown), path=shown, limit=MAX_BYTES)
        return None
    return decode_source(data, shown, sink)


def decode_source(data: bytes, shown: str, sink: Reporter) -> SourceFile | None:
    """The file that these bytes spell; None where they are no UTF-8 or hold a NUL character."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = normalise(data[: error.start].decode("utf-8"))
        sink.report(
            "invalid-utf8",
            Span(shown, len(before), len(before)),
            path=shown,
            offset=error.start,
            line=before.count("\n") + 1,
            byte=f"0x{data[error.start]:02X}",
        )
        return None
    file = SourceFile(shown, normalise(text))
    if (nul := file.text.find("\0")) >= 0:
        line, column = file.position(nul)
        span = file.span(nul, nul + 1)
        sink.report("nul-character", span, path=shown, line=line, column=column)
        return None
    return file


def normalise(text: str) -> str:
    """Without a leading byte-order mark, and with each CRLF or CR as one LF."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
