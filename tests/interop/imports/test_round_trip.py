"""What awmc exports, imported again: tables, rows and constraints stay. A new environment in generated/ is tested without a test of its own."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

import awmc
from awmc.interop.awm import records
from awmc.interop.awm.importing import import_scenario, open_folder
from awmc.interop.awm.tables import database
from awmc.interop.report import Topic
from tests.interop.imports.conftest import Done, write

GENERATED = Path(__file__).parents[3] / "generated"
ENVIRONMENTS = sorted(path.name for path in GENERATED.iterdir() if (path / "schema.sql").is_file())


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_tables_rows_and_constraints_stay(tmp_path: Path, name: str) -> None:
    with awmc.load(GENERATED / name, allow_extern=True) as environment:
        schema, sample = database(name, environment, environment.tasks()[0])
    done = _imported(tmp_path, schema, sample)
    package = done.checked.package
    assert package is not None
    assert not done.imported.report.lost and not done.imported.report.of(Topic.renamed)
    first = _database(
        "\n".join(
            [
                *(sql for table in schema.tables for sql in (table.ddl, *table.indexes)),
                *_inserts(sample),
            ]
        )
    )
    second = _database(package.files["schema.sql"] + package.files["data.sql"])
    assert _tables(first) == _tables(second)
    for table in _tables(first):
        assert _shape(first, table) == _shape(second, table), table
        assert _rows(first, table) == _rows(second, table), table
    dropped = done.imported.report.of(Topic.dropped)
    partial = {name for table in _tables(first) for name in _partial(first, table)}
    assert partial == {name for one in dropped for name in partial if f"index {name}," in one.text}
    told = [one for one in dropped if one.text.startswith("CHECK")]
    gone = {(one.name, *sorted(re.findall(r"\w+", one.text))) for one in told}
    assert all(
        any(set(one) <= set(other) for other in gone) for one in _checks(first) - _checks(second)
    )


def _imported(folder: Path, schema: records.Schema, sample: records.Sample) -> Done:
    (folder / records.SCHEMAS).write_text(records.line(schema), "utf-8")
    (folder / records.SAMPLES).write_text(records.line(sample), "utf-8")
    return write(import_scenario(open_folder(folder), schema.scenario), folder / "specs")


def _inserts(sample: records.Sample) -> list[str]:
    return [sql for table in sample.tables for sql in table.inserts]


def _database(script: str) -> sqlite3.Connection:
    base = sqlite3.connect(":memory:")
    base.executescript(script)
    return base


def _tables(base: sqlite3.Connection) -> list[str]:
    """The tables, those of SQLite and awmc aside."""
    found = base.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid")
    return [name for (name,) in found if not name.startswith(("sqlite_", "_awmc_"))]


def _shape(base: sqlite3.Connection, table: str) -> dict[str, Any]:
    """Columns, keys, references, what is unique, what is indexed, and what triggers guard."""
    some = _partial(base, table)
    listed = base.execute(f'PRAGMA index_list("{table}")').fetchall()
    indexes = [row for row in listed if row[1] not in some]
    columns = {
        name: tuple(row[2] for row in base.execute(f'PRAGMA index_info("{name}")'))
        for _, name, *_ in indexes
    }
    return {
        "columns": base.execute(f'PRAGMA table_info("{table}")').fetchall(),
        "references": sorted(
            row[2:] for row in base.execute(f'PRAGMA foreign_key_list("{table}")')
        ),
        "unique": sorted(columns[row[1]] for row in indexes if row[2]),
        "indexes": sorted({columns[row[1]] for row in indexes if not row[2]}),
        "triggers": sorted(
            row[0]
            for row in base.execute(
                "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", (table,)
            )
        ),
    }


def _partial(base: sqlite3.Connection, table: str) -> set[str]:
    """The indexes of some rows only: the compiler chooses them by what tools look for, and an import has no tools yet."""
    return {row[1] for row in base.execute(f'PRAGMA index_list("{table}")') if row[4]}


def _rows(base: sqlite3.Connection, table: str) -> list[Any]:
    return base.execute(f'SELECT * FROM "{table}" ORDER BY 1').fetchall()


def _checks(base: sqlite3.Connection) -> set[tuple[str, ...]]:
    """The columns of each condition of each check, after their table: how a condition is written may change."""
    found = set()
    for table, sql in base.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL"
    ):
        for check in sqlglot.parse_one(sql, dialect="sqlite").find_all(exp.CheckColumnConstraint):
            parts = check.this.flatten() if isinstance(check.this, exp.And) else [check.this]
            found |= {
                (table, *sorted({column.name for column in part.find_all(exp.Column)}))
                for part in parts
            }
    return found
