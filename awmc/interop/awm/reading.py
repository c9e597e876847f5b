"""AgentWorldModel's files, read: what they say of one scenario at a time.

In: a folder, untrusted: any file may be missing, any line broken, any value of another shape. Out: the names of its scenarios, and for one of them what the lines
hold. Guaranteed: lines are read one by one, and only those of one scenario are kept; what cannot be read is told with its file and
line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from awmc.interop.awm import records
from awmc.interop.awm.records import normal_name

MAX_LINE = 100_000_000
"""The longest line that is read, in bytes."""


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    offset: int
    name: str
    """The scenario, as it is written."""


@dataclass(frozen=True)
class ScenarioRecords:
    """What the files say of a scenario; what they lack is empty."""

    name: str
    description: str = ""
    tables: tuple[records.TableSchema, ...] = ()
    rows: tuple[records.TableRows, ...] = ()
    tasks: tuple[str, ...] = ()
    code: str = ""
    verifiers: Mapping[int, str] = field(default_factory=dict)
    """The code that judges each task, by its place."""


@dataclass
class Folder:
    """The files of a folder, by their lines."""

    path: Path
    problems: list[str] = field(default_factory=list)
    """What could not be read."""
    lines: dict[str, dict[str, list[_Line]]] = field(default_factory=dict)
    """By file and normal name."""

    def __post_init__(self) -> None:
        for name in records.FILES:
            self.lines[name] = {}
            if not (self.path / name).is_file():
                continue
            for line in self._scan(name):
                self.lines[name].setdefault(normal_name(line.name), []).append(line)

    def scenarios(self) -> dict[str, str]:
        """The scenarios that have tables, in the order of the file: names as they are written, by their normal names."""
        return {normal: lines[0].name for normal, lines in self.lines[records.SCHEMAS].items()}

    def missing(self) -> list[str]:
        """The files that are not there."""
        return [name for name in records.FILES if not (self.path / name).is_file()]

    def read(self, normal: str) -> ScenarioRecords:
        """What the files say of a scenario."""
        first = {name: self._first(name, normal) for name in records.FILES}
        schema = _at(first[records.SCHEMAS], "db_schema", "tables")
        sample = _at(first[records.SAMPLES], "sample_data", "tables")
        return ScenarioRecords(
            name=self.scenarios()[normal],
            description=_text(first[records.SCENARIOS], "description"),
            tables=tuple(self._tables(normal, _objects(schema))),
            rows=tuple(_rows(_objects(sample))),
            tasks=tuple(map(str, _list(_at(first[records.TASKS], "tasks")))),
            code=_text(first[records.ENVS], "full_code"),
            verifiers=self._verifiers(normal),
        )

    def _tables(self, normal: str, listed: list[dict[str, Any]]) -> Iterator[records.TableSchema]:
        for table in listed:
            if _text(table, "ddl"):
                indexes = tuple(one for one in _list(table.get("indexes")) if isinstance(one, str))
                yield records.TableSchema(_text(table, "name"), _text(table, "ddl"), indexes)
            else:
                self.problems.append(
                    f"{records.SCHEMAS}: {normal}: the table {_text(table, 'name') or '?'} has no ddl"
                )

    def _verifiers(self, normal: str) -> dict[int, str]:
        """The code that needs no other model, else that which does."""
        found: dict[int, str] = {}
        for name in (records.PURE_VERIFIERS, records.VERIFIERS):
            for line in self.lines[name].get(normal, ()):
                record = self._load(name, line)
                place, code = record.get("task_idx"), _text(_at(record, "verification"), "code")
                if isinstance(place, int) and code:
                    found.setdefault(place, code)
        return found

    def _first(self, name: str, normal: str) -> dict[str, Any]:
        lines = self.lines[name].get(normal, [])
        if len(lines) > 1 and name not in (records.VERIFIERS, records.PURE_VERIFIERS):
            numbers = ", ".join(str(line.number) for line in lines[1:])
            self.problems.append(
                f"{name}: {normal} stands there again (line {numbers}); the first one counts"
            )
        return self._load(name, lines[0]) if lines else {}

    def _load(self, name: str, line: _Line) -> dict[str, Any]:
        with (self.path / name).open("rb") as file:
            file.seek(line.offset)
            record: dict[str, Any] = json.loads(file.readline())
        return record

    def _scan(self, name: str) -> Iterator[_Line]:
        """The lines of a file that name a scenario."""
        offset, number = 0, 0
        try:
            with (self.path / name).open("rb") as file:
                while raw := file.readline(MAX_LINE + 1):
                    number += 1
                    found = self._named(name, number, raw)
                    if found is not None:
                        yield _Line(number, offset, found)
                    if len(raw) > MAX_LINE:
                        _pass_over(file)
                    offset = file.tell()
        except OSError as error:
            self.problems.append(f"{name}: it cannot be read: {error.strerror}")

    def _named(self, name: str, number: int, raw: bytes) -> str | None:
        """The scenario that a line is about."""
        if not raw.strip():
            return None
        where = f"{name}, line {number}"
        if len(raw) > MAX_LINE:
            self.problems.append(f"{where}: it is longer than {MAX_LINE} bytes")
            return None
        try:
            record = json.loads(raw)
        except (ValueError, RecursionError) as error:
            self.problems.append(f"{where}: it is no JSON ({error})")
            return None
        found = record.get("scenario") or record.get("name") if isinstance(record, dict) else None
        if not isinstance(found, str) or not normal_name(found):
            self.problems.append(f"{where}: it names no scenario")
            return None
        return found


def _pass_over(file: BinaryIO) -> None:
    """Leave out what is left of a line that is too long."""
    while (more := file.readline(MAX_LINE)) and not more.endswith(b"\n"):
        pass


def _rows(listed: list[dict[str, Any]]) -> Iterator[records.TableRows]:
    for table in listed:
        inserts = tuple(
            one for one in _list(table.get("insert_statements")) if isinstance(one, str)
        )
        yield records.TableRows(_text(table, "table_name"), inserts, _text(table, "reasoning"))


def _at(record: Any, *path: str) -> Any:
    for name in path:
        record = record.get(name) if isinstance(record, dict) else None
    return record


def _text(record: Any, name: str) -> str:
    found = _at(record, name)
    return found if isinstance(found, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in _list(value) if isinstance(one, dict)]
