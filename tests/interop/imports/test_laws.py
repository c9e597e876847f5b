"""What holds of every import: a new folder in scenarios/ or file in scripts/ is tested without a test of its own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

import awmc
from awmc.interop.report import Topic
from awmc.ir.columns import column_decimals, entity_columns
from awmc.source import SourceFile
from awmc.syntax.format import format_source
from tests.interop.imports import oracle
from tests.interop.imports.conftest import SOURCES, Done, source_statements

Make = Callable[[str], Done]
each_source = pytest.mark.parametrize("source", SOURCES)


@each_source
def test_compiles_without_errors(done: Make, source: str) -> None:
    found = done(source)
    assert not [one.message for one in found.checked.diagnostics if one.severity == "error"]
    assert found.checked.package is not None


@each_source
def test_is_in_the_one_format(done: Make, source: str) -> None:
    text = done(source).imported.files[f"{done(source).imported.name}.awm"]
    assert format_source(SourceFile("x.awm", text)).text == text


@each_source
def test_files_stay_beside_the_spec(done: Make, source: str) -> None:
    imported = done(source).imported
    assert all(
        name == f"{imported.name}.awm" or Path(name).parts[0] == imported.name
        for name in imported.files
    )
    assert not any(part in ("..", "") for name in imported.files for part in Path(name).parts)


@each_source
def test_rows_are_those_that_sqlite_makes(done: Make, source: str) -> None:
    found = done(source)
    clock = next(
        str(one).split(": ")[1][:19] for one in found.imported.report.found if one.name == "clock"
    )
    wanted = oracle.run(source_statements(source), clock)
    ours = _rows(found)
    theirs = {
        name: sorted(tuple(sorted(map(oracle.plain, row))) for row in rows)
        for name, rows in wanted.items()
    }
    lost = {row.table for row in found.imported.report.lost if row.row is not None}
    assert len(ours) == len(theirs)
    for (name, rows), own in zip(theirs.items(), ours, strict=True):
        if name not in lost or _told_orphans_only(found, name):
            assert own == rows, name
        else:  # rows whose values the language cannot hold are told, and are all that is missing
            missing = [row for row in rows if row not in own]
            told = [
                row
                for row in found.imported.report.lost
                if row.table == name and row.row is not None
            ]
            assert all(row in rows for row in own) and len(missing) <= len(told), name


@each_source
def test_every_lost_row_is_kept_with_its_reason(done: Make, source: str) -> None:
    imported = done(source).imported
    assert bool(imported.report.lost) == bool(imported.quarantine)
    if imported.quarantine:
        rows = [json.loads(line) for line in imported.files[imported.quarantine].splitlines()]
        assert len(rows) == len(imported.report.lost)
        assert all(row["reason"] and ("sql" in row or "row" in row) for row in rows)


@each_source
def test_every_table_has_an_entity(done: Make, source: str) -> None:
    base = sqlite3.connect(":memory:")
    for sql in source_statements(source):
        try:
            base.execute(sql)
        except (sqlite3.Error, sqlite3.Warning):
            continue
    made = base.execute(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ).fetchone()[0]
    assert done(source).imported.tables == made


@each_source
def test_every_endpoint_is_a_tool_or_told(done: Make, source: str) -> None:
    found = done(source)
    environment = found.checked.environment
    assert environment is not None
    tools = {tool.name for tool in environment.tools}
    report = found.imported.report.as_json()
    assert {one["name"] for one in report["lifted"]} == tools
    text = found.spec.read_text("utf-8")
    todo = (
        (found.folder / found.imported.name / "TODO.md").read_text("utf-8")
        if report["stubs"] or report["tasks"]
        else ""
    )
    for one in report["stubs"]:
        assert (
            one["text"] and f"# TODO tool {one['name']}(" in text and f"### {one['name']}(" in todo
        )
    for one in report["tasks"]:
        assert f"# task {one['name']} {{" in text and f"### {one['name']}\n" in todo


def _told_orphans_only(found: Done, table: str) -> bool:
    """Whether SQLite, asked, calls every lost row of a table an orphan too."""
    return all(
        "there is no row" in row.reason
        for row in found.imported.report.lost
        if row.table == table and row.row is not None
    )


def _rows(found: Done) -> list[list[tuple[str, ...]]]:
    """The rows of each entity at the start, values in plain form, keys that were added left out."""
    environment = found.checked.environment
    assert environment is not None
    added = {one.name for one in found.imported.report.of(Topic.chosen) if "is added" in one.text}
    design_tables = _tables_in_order(found)
    made = []
    with awmc.load(found.spec).episode() as episode:
        for entity, table in zip(environment.entities, design_tables, strict=True):
            rows = []
            places = column_decimals(entity_columns(environment, entity))
            for row in episode.rows(entity.name):
                cells = [
                    oracle.plain(
                        value
                        if value is None or name not in places
                        else Decimal(value).scaleb(-places[name])
                    )
                    for name, value in row.items()
                ]
                rows.append(tuple(sorted(cells[1:] if table in added else cells)))
            made.append(sorted(rows))
    return made


def _tables_in_order(found: Done) -> list[str]:
    base = sqlite3.connect(":memory:")
    name = found.imported.name
    source = next(one for one in SOURCES if one.endswith(f":{name}"))
    for sql in source_statements(source):
        try:
            base.execute(sql)
        except (sqlite3.Error, sqlite3.Warning):
            continue
    return [
        row[0]
        for row in base.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid"
        )
    ]
