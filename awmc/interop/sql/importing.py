"""A SQL source as a spec.

In: a script or a SQLite file, untrusted, and what the environment is to be called. Out: the files to write, by name, and the report. Guaranteed: the spec
compiles; every row of the source is in it or in the quarantine file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from awmc.diagnostics.model import Diagnostic
from awmc.interop.parts import Part, settle
from awmc.interop.report import Report, Topic
from awmc.interop.sql.clock import EARLY, chosen_clock
from awmc.interop.sql.design import design
from awmc.interop.sql.entities import Design
from awmc.interop.sql.own import understand
from awmc.interop.sql.sandbox import Refused
from awmc.interop.sql.schema import is_exported, read_tables
from awmc.interop.sql.script import statements
from awmc.interop.sql.source import Source, is_database, read_database
from awmc.interop.sql.words import environment_name
from awmc.interop.sql.writing import data_parts, environment_part, schema_parts

MAX_BYTES = 200_000_000
"""The largest script or database that is read."""


class ImportFailure(Exception):
    """What cannot be imported at all; the message says why, and what to do."""


@dataclass(frozen=True)
class Imported:
    """The files of a spec, by their path from the folder of specs, and what there is to tell."""

    name: str
    files: dict[str, str]
    report: Report
    tables: int = 0
    rows: int = 0
    tools: int = 0
    quarantine: str = field(default="")
    """The file that has the lost rows; "" where there are none."""


def import_sql(path: Path, name: str | None = None, clock: str | None = None) -> Imported:
    """The tables and rows of a file as a spec. Raises ImportFailure."""
    called = name or environment_name(path.stem)
    fill = _filler(path)
    source = load(fill, clock)
    made = designed(source)
    if not made.entities:
        raise ImportFailure(f"{path} makes no tables; {_first_reason(source.report)}")
    return finish(called, f"Imported from {path.name}", source, made)


def _filler(path: Path) -> Callable[[Source], None]:
    try:
        if not path.is_file():
            raise ImportFailure(f"{path} is no regular file; write what it gives to one first")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ImportFailure(f"{path} has {size} bytes; at most {MAX_BYTES} are read")
        if is_database(path):
            return lambda source: _read(path, source)
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ImportFailure(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ImportFailure(
            f"{path} is neither a SQLite database nor text in UTF-8 (byte {error.start})"
        ) from error
    return lambda source: source.run(statements(text))


def _read(path: Path, source: Source) -> None:
    try:
        read_database(path, source)
    except Refused as error:
        raise ImportFailure(f"{path} cannot be read as a SQLite database: {error}") from error


def load(fill: Callable[[Source], None], clock: str | None) -> Source:
    """A source that is filled at its clock: the one that is given, else what its data say, else a fixed one."""
    source = Source(clock or EARLY, Report())
    fill(source)
    if clock is None:
        found, why = chosen_clock(source.sandbox)
        if source.sandbox.asked_time:
            source = Source(found, Report())
            fill(source)
        source.clock = found
        source.report.add(Topic.chosen, "clock", f"{found}, {why}; --clock sets another")
    return source


def designed(source: Source) -> Design:
    """The entities of a source's tables."""
    return design(
        read_tables(source.sandbox, source.report),
        understand(source.triggers, exported=is_exported(source.sandbox)),
        source.report,
    )


def finish(
    name: str,
    doc: str,
    source: Source,
    made: Design,
    tools: Sequence[Part] = (),
    tasks: Sequence[Part] = (),
    rejected: Callable[[str, str], bool] = lambda part, reason: False,
) -> Imported:
    """The spec of a design, with tools before its data and tasks after them.

    `rejected` is told of each part that the compiler does not take, by its name, and why; it says whether it tells the user itself.
    """
    report = source.report
    data, files = data_parts(made, name)
    parts = [environment_part(name, doc, source.clock), *schema_parts(made), *tools, *data, *tasks]

    def replaced(part: Part, why: Diagnostic) -> None:
        if not rejected(part.name, why.message):
            report.add(
                Topic.dropped,
                part.name,
                f"the compiler does not take what it was translated to: {why.message}",
            )

    files = {f"{name}.awm": settle(name, parts, files, replaced), **files}
    quarantine = ""
    if report.lost:
        quarantine = f"{name}/quarantine.jsonl"
        files[quarantine] = "".join(
            json.dumps(row.as_json(), ensure_ascii=False) + "\n" for row in report.lost
        )
    rows = sum(len(entity.rows) for entity in made.entities)
    return Imported(name, files, report, len(made.entities), rows, quarantine=quarantine)


def _first_reason(report: Report) -> str:
    broken = report.of(Topic.broken)
    if not broken:
        return "is it a script of CREATE TABLE and INSERT statements?"
    return f"{broken[0]}. The SQL must be SQLite's: load a dump of another database into SQLite, and import that"
