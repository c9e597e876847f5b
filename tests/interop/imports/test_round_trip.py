"""What awmc makes, imported again: tables, rows and constraints stay. A new environment in generated/ is tested without a test of its own."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from awmc.interop.report import Topic
from awmc.interop.sql.importing import import_sql
from tests.interop.imports.conftest import Done, write

GENERATED = Path(__file__).parents[3] / "generated"
ENVIRONMENTS = sorted(path.name for path in GENERATED.iterdir() if (path / "schema.sql").is_file())


@pytest.fixture(scope="module", params=ENVIRONMENTS)
def back(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[sqlite3.Connection, Done]:
    """An environment's database, and the import of its SQL."""
    folder = GENERATED / request.param
    script = "".join((folder / name).read_text("utf-8") for name in ("schema.sql", "data.sql"))
    home = tmp_path_factory.mktemp(request.param)
    (home / f"{request.param}.sql").write_text(script, "utf-8")
    return _database(script), write(import_sql(home / f"{request.param}.sql"), home / "specs")


def test_tables_rows_and_constraints_stay(back: tuple[sqlite3.Connection, Done]) -> None:
    first, done = back
    package = done.checked.package
    assert package is not None
    second = _database(package.files["schema.sql"] + package.files["data.sql"])
    assert not done.imported.report.lost and not done.imported.report.of(Topic.renamed)
    assert _tables(first) == _tables(second)
    for table in _tables(first):
        assert _shape(first, table) == _shape(second, table), table
        assert _rows(first, table) == _rows(second, table), table


def test_checks_stay_or_are_told(back: tuple[sqlite3.Connection, Done]) -> None:
    first, done = back
    package = done.checked.package
    assert package is not None
    theirs, ours = _checks(first), _checks(_database(package.files["schema.sql"]))
    told = {
        (one.name, *sorted(_columns(one.text)))
        for one in done.imported.report.of(Topic.dropped)
        if one.text.startswith("CHECK")
    }
    assert {
        one for one in theirs - ours if not any(set(one) <= set(other) for other in told)
    } == set()


def _database(script: str) -> sqlite3.Connection:
    base = sqlite3.connect(":memory:")
    base.executescript(script)
    return base


def _tables(base: sqlite3.Connection) -> list[str]:
    found = base.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid"
    )
    return [name for (name,) in found]


def _shape(base: sqlite3.Connection, table: str) -> dict[str, Any]:
    """Columns, keys, references, what is unique, what is indexed, and what triggers guard."""
    indexes = base.execute(f'PRAGMA index_list("{table}")').fetchall()
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


def _columns(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))
