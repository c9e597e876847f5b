"""Data files: CSV, JSON and JSON Lines beside the spec, as rows of typed values.

In: a `DataFile` of the IR, the spec's folder, the sink. Out: `FileRow`s: for each field that the file gives, its value
(see `awmc.build.cells`). Guaranteed: nothing outside the folder is read; whatever the file holds, a mistake
is a diagnostic that names file, row and column, at the place in the file where the sources are kept.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, islice
from pathlib import Path, PurePosixPath
from typing import Any

from awmc.build.cells import Cells, NotA, from_json, from_text, parse_json
from awmc.diagnostics.sink import Sink
from awmc.diagnostics.suggest import suggest
from awmc.diagnostics.words import counted
from awmc.folder import resolve_inside
from awmc.ir.model import DataFile, Entity
from awmc.ir.types import OptionType
from awmc.source import SourceFile, Sources, Span, decode_source

KINDS = ("csv", "json", "jsonl")
MAX_BYTES = 20_000_000
"""The largest data file that is read."""
MAX_MISTAKES = 20
"""How many mistakes of one file are reported."""
MAX_LISTED = 2_000
"""How many files of the folder are looked at for a suggestion."""


@dataclass(frozen=True)
class FileRow:
    """A row: its number (of a CSV file as a spreadsheet counts, the header being row 1; of JSON, from 1), its place, its values by field."""

    number: int
    span: Span
    values: dict[str, Any]


@dataclass(frozen=True)
class _Raw:
    """A row before its cells are read: texts of CSV, or values of JSON."""

    number: int
    line: int
    cells: dict[str, Any]


class _Malformed(Exception):
    def __init__(self, row: int, line: int, reason: str) -> None:
        super().__init__(reason)
        self.row, self.line, self.reason = row, line, reason


@dataclass
class Reader:
    """Reads the files of one environment."""

    folder: Path
    cells: Cells
    sink: Sink
    sources: Sources = field(default_factory=Sources)

    def rows(self, data: DataFile, limit: int) -> tuple[FileRow, ...] | None:
        """The rows of a file, at most `limit` + 1 of them; None where mistakes were reported."""
        kind = data.path.rpartition(".")[2].lower()
        if kind not in KINDS:
            self.sink.report("data-file-kind", data.span, path=data.path)
            return None
        file = self._open(data)
        if file is None:
            return None
        return _Table(self, data, kind, file).rows(limit)

    def _open(self, data: DataFile) -> SourceFile | None:
        path = resolve_inside(self.folder, data.path)
        shown = (PurePosixPath(data.span.path).parent / data.path).as_posix()
        if path is None:
            self.sink.report("path-outside", data.span, path=data.path)
            return None
        if not path.is_file():
            known = _data_files(self.folder)
            near = [name for name in known if PurePosixPath(name).name == path.name]
            candidates = near[:3] or suggest(data.path, known, idioms={})
            self.sink.report(
                "missing-data-file", data.span, path=data.path, known=known, candidates=candidates
            )
            return None
        try:
            with path.open("rb") as stream:
                content = stream.read(MAX_BYTES + 1)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self.sink.report("unreadable-file", data.span, path=shown, reason=reason)
            return None
        if len(content) > MAX_BYTES:
            self.sink.report("file-too-large", data.span, path=shown, limit=MAX_BYTES)
            return None
        file = decode_source(content, shown, self.sink)
        return None if file is None else self.sources.add(file)


@dataclass
class _Table:
    """One file in the reading."""

    reader: Reader
    data: DataFile
    kind: str
    file: SourceFile
    mistakes: int = 0

    @property
    def entity(self) -> Entity:
        return self.reader.cells.env.entity(self.data.entity)

    def rows(self, limit: int) -> tuple[FileRow, ...] | None:
        try:
            found = list(islice(self._raw(), limit + 1))
        except _Malformed as wrong:
            self._report(
                "malformed-data-file",
                self._line(wrong.line),
                path=self.data.path,
                row=wrong.row,
                reason=wrong.reason,
            )
            return None
        rows = tuple(self._row(raw) for raw in found if self.mistakes < MAX_MISTAKES)
        return None if self.mistakes else rows

    # The file's own form

    def _raw(self) -> Iterator[_Raw]:
        if self.kind == "csv":
            return self._csv()
        return self._objects(self._lines() if self.kind == "jsonl" else self._items())

    def _csv(self) -> Iterator[_Raw]:
        reader = csv.reader(io.StringIO(self.file.text, newline=""), strict=True)
        header: Sequence[str] | None = self.data.columns or None
        if header is not None:
            self._check_columns(list(header), f"`{self.data.path}`", self.data.span)
        number, line = 0, 1
        while True:
            number, line = number + 1, reader.line_num + 1
            try:
                record = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                raise _Malformed(number, line, str(error)) from None
            if not record:
                continue
            if header is None:
                header = self._header([cell.strip() for cell in record])
            elif tuple(cell.strip() for cell in record) != tuple(header) or number > 1:
                yield self._record(number, line, header, record)
        if header is None:
            raise _Malformed(1, 1, "it is empty: the first row must name the fields")

    def _header(self, header: list[str]) -> list[str]:
        for name in header:
            if header.count(name) > 1:
                raise _Malformed(1, 1, f"two columns are called `{name}`")
        self._check_columns(header, f"`{self.data.path}`, row 1", self._line(1))
        return header

    def _record(self, number: int, line: int, header: Sequence[str], record: list[str]) -> _Raw:
        if len(record) != len(header):
            found = counted(len(record), "value")
            raise _Malformed(number, line, f"it has {found} for {len(header)} columns")
        return _Raw(number, line, dict(zip(header, record, strict=True)))

    def _items(self) -> Iterator[tuple[int, int, Any]]:
        try:
            value = parse_json(self.file.text)
        except ValueError as error:
            line = getattr(error, "lineno", 1)
            raise _Malformed(1, line, f"it is no JSON: {error}") from None
        if not isinstance(value, list):
            raise _Malformed(1, 1, "it must be a list of objects")
        for number, item in enumerate(value, 1):
            yield number, 1, item

    def _lines(self) -> Iterator[tuple[int, int, Any]]:
        for number, line in enumerate(self.file.text.split("\n"), 1):
            if line.strip():
                try:
                    yield number, number, parse_json(line)
                except ValueError as error:
                    raise _Malformed(number, number, f"it is no JSON: {error}") from None

    def _objects(self, items: Iterator[tuple[int, int, Any]]) -> Iterator[_Raw]:
        for number, line, item in items:
            if not isinstance(item, dict):
                raise _Malformed(number, line, "it is no object")
            yield _Raw(number, line, item)

    # Its values

    def _row(self, raw: _Raw) -> FileRow:
        span, where = self._line(raw.line), f"row {raw.number} of `{self.data.path}`"
        if self.kind != "csv":
            self._check_columns(list(raw.cells), where, span)
        fields = {f.name: f for f in self.entity.fields}
        values: dict[str, Any] = {}
        defaults = {value.path[0] for value in self.data.defaults}
        for name, cell in raw.cells.items():
            if name not in fields:
                continue
            wanted = fields[name]
            blank = self.kind == "csv" and cell == "" and not isinstance(wanted.type, OptionType)
            if blank and (name in defaults or wanted.auto):
                continue
            read = from_text if self.kind == "csv" else from_json
            try:
                values[name] = read(self.reader.cells, wanted.type, cell)
            except NotA as wrong:
                self._bad(wrong, f"{where}, column `{name}`", span)
        return FileRow(raw.number, span, values)

    def _bad(self, wrong: NotA, where: str, span: Span) -> None:
        value = "(nothing)" if wrong.value == "" else str(wrong.value)
        self._report(
            "bad-cell", span, where=where, value=value, expected=wrong.expected, hint=wrong.hint
        )

    def _check_columns(self, names: list[str], where: str, span: Span) -> None:
        """Reports columns that are no field; where there are none, fields that have no column."""
        known = [f.name for f in self.entity.fields]
        allowed = self.data.columns or known
        unknown = [name for name in names if name not in allowed]
        for name in unknown:
            self._report(
                "unknown-column",
                span,
                where=where,
                name=name,
                owner=self.entity.name,
                known=list(allowed),
                candidates=suggest(name, allowed, idioms={}),
            )
        given = {*names, *(value.path[0] for value in self.data.defaults)}
        missing = [f.name for f in self.entity.fields if not f.auto and f.name not in given]
        if missing and not unknown:
            self._report(
                "missing-column", span, where=where, missing=missing, owner=self.entity.name
            )

    def _report(self, found: str, span: Span, /, **facts: Any) -> None:
        self.mistakes += 1
        candidates = facts.pop("candidates", ())
        self.reader.sink.report(found, span, candidates=candidates, **facts)

    def _line(self, number: int) -> Span:
        """A line of the file."""
        start = self._starts[min(number, len(self._starts)) - 1]
        return self.file.span(start, start + len(self.file.line(number)))

    @cached_property
    def _starts(self) -> list[int]:
        lengths = (len(line) + 1 for line in self.file.text.split("\n"))
        return list(accumulate(lengths, initial=0))[:-1]


def _data_files(folder: Path) -> list[str]:
    """The data files beside the spec and in its sub-folders, sorted."""
    here = islice((f for pattern in ("*", "*/*") for f in folder.glob(pattern)), MAX_LISTED)
    found = [f.relative_to(folder).as_posix() for f in here if f.suffix.lower()[1:] in KINDS]
    return sorted(found)
