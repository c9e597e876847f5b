"""`awmc import sql`: names that an author would have chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from awmc.cli import run
from awmc.interop.report import Topic
from awmc.interop.sql.importing import import_sql


@pytest.mark.parametrize(
    ("key", "column", "field"),
    [
        ("id", "boss_id", "boss"),
        ("person_id", "boss_id", "boss"),
        ("PersonId", "SupportRepId", "support_rep"),
        ("PersonId", "ReportsTo", "reports_to"),
        ("person_id", "p2", "p2"),
        ("code", "home_code", "home"),
    ],
)
def test_a_reference_is_called_after_what_it_leads_to(
    key: str, column: str, field: str, tmp_path: Path
) -> None:
    spec = _imported(
        tmp_path, f"CREATE TABLE people ({key} INTEGER PRIMARY KEY, {column} INT REFERENCES people)"
    )
    assert f"  {field}: Person?" in spec


def test_names_that_are_names_already_are_kept(tmp_path: Path) -> None:
    spec = _imported(tmp_path, "CREATE TABLE t (id INTEGER PRIMARY KEY, sha256 TEXT, line_1 TEXT)")
    assert "sha256: text?" in spec and "line_1: text?" in spec


def test_members_that_differ_in_a_sign_say_so(tmp_path: Path) -> None:
    spec = _imported(
        tmp_path, "CREATE TABLE t (id INTEGER PRIMARY KEY, b TEXT CHECK (b IN ('A+', 'A-')))"
    )
    assert 'a_plus = "A+", a_minus = "A-"' in spec


def test_checks_are_written_as_lint_wants_them(tmp_path: Path) -> None:
    check = "CHECK (a <> 1 OR b IS NOT NULL)"
    spec = _imported(
        tmp_path, f"CREATE TABLE t (id INTEGER PRIMARY KEY, a INT NOT NULL, b TEXT, {check})"
    )
    assert "@check (a != 1 or b != none)" in spec


@pytest.mark.parametrize(
    ("column", "low", "kind"),
    [
        ("cap", -(10**15), "money"),
        ("fine", 0, "money(0..)"),
        ("cap", 0, "int(0..1000000000000000)"),
        ("cap", -5, "int(-5..1000000000000000)"),
    ],
)
def test_bounds_that_awmc_sets_to_cents_are_those_of_money(
    column: str, low: int, kind: str, tmp_path: Path
) -> None:
    check = f"CHECK ({column} BETWEEN {low} AND {10**15})"
    spec = _imported(
        tmp_path, f"CREATE TABLE t (id INTEGER PRIMARY KEY, {column} INT NOT NULL {check})"
    )
    assert f"{column}: {kind}" in spec


def test_capitals_are_no_change_of_name(tmp_path: Path) -> None:
    script = tmp_path / "s.sql"
    script.write_text("CREATE TABLE t (Id INTEGER PRIMARY KEY, Name TEXT, FullName TEXT)", "utf-8")
    told = [one.name for one in import_sql(script).report.of(Topic.renamed)]
    assert told == ["t.FullName"]


def test_what_makes_no_spec_is_a_failure_with_a_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = [
        f"CREATE TABLE k{n} (a INT PRIMARY KEY REFERENCES k{max(n - 1, 0)});" for n in range(60)
    ]
    script = tmp_path / "s.sql"
    script.write_text("\n".join(tables), "utf-8")
    assert run(["import", "sql", str(script), "-o", str(tmp_path / "specs")]) == 1
    assert "s.sql makes no spec that compiles: AWM129" in capsys.readouterr().err
    assert not (tmp_path / "specs").exists()


def _imported(folder: Path, sql: str) -> str:
    script = folder / "s.sql"
    script.write_text(sql, "utf-8")
    return import_sql(script).files["s.awm"]
