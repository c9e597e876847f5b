"""Sources that are broken, enormous or malicious: nothing runs, nothing reaches out, and what is wrong is said."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from awmc.interop.awm import records
from awmc.interop.awm.importing import chosen, import_scenario, open_folder
from awmc.interop.report import Topic
from awmc.interop.sql import sandbox
from awmc.interop.sql.importing import Imported, ImportFailure, import_sql
from awmc.interop.sql.own import understand
from awmc.interop.sql.sandbox import Refused, Sandbox
from awmc.interop.sql.script import statements

TABLE = "CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT);\n"


def imported(folder: Path, script: str) -> Imported:
    (folder / "source.sql").write_text(script, "utf-8")
    return import_sql(folder / "source.sql")


@pytest.mark.parametrize(
    "sql",
    [
        "ATTACH '{0}/stolen.db' AS other",
        "ATTACH ':memory:' AS other",
        "DETACH main",
        "PRAGMA writable_schema = ON",
        "PRAGMA journal_mode = WAL",
        "VACUUM INTO '{0}/copy.db'",
        "SELECT load_extension('{0}/evil.so')",
        "INSERT INTO t (x) SELECT load_extension('{0}/evil.so')",
        "INSERT INTO t (x) VALUES (readfile('/etc/passwd'))",
        "INSERT INTO t (x) VALUES (writefile('{0}/out', 'x'))",
        "INSERT INTO t (x) VALUES (fts3_tokenizer('simple'))",
        "CREATE VIRTUAL TABLE v USING fts5(x)",
        "CREATE TEMP TABLE secret (x)",
        "CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t; END",
        "INSERT INTO sqlite_master VALUES ('table', 'a', 'a', 2, 'x')",
        "INSERT INTO t (x) VALUES (randomblob(1000000000))",
        "INSERT INTO t (x) VALUES (zeroblob(2000000000))",
        "INSERT INTO t (x) VALUES (replace(hex(zeroblob(3000000)), '0', '0123456789'))",
        ".shell touch {0}/out",
        "EXPLAIN SELECT 1",
        "COPY t FROM '/etc/passwd'",
        "'; DROP TABLE t; --",
        "(((((((((((((((((((((((((((((((((((((((((((((((((((((((((",
        "INSERT INTO t VALUES (1, '\x00')",
        "CREATE TABLE u (id INTEGER PRIMARY KEY, x CHECK (x IN (SELECT x FROM t)))",
        "CREATE TABLE t (again INTEGER)",
    ],
)
def test_what_reaches_out_is_refused_and_the_rest_goes_on(tmp_path: Path, sql: str) -> None:
    found = imported(
        tmp_path, f"{TABLE}{sql.format(tmp_path)};\nINSERT INTO t VALUES (7, 'kept');\n"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source.sql"]
    spec = found.files["source.awm"]
    assert '7, "kept";' in spec or sql.startswith(("'", "(((")), (
        spec
    )  # an open quote takes the rest with it


@pytest.mark.parametrize(
    "body",
    [
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n + 99, 'x' FROM c",
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT max(n), 'x' FROM c",
        "SELECT NULL, a.x FROM t a, t b, t c, t d, t e, t f, t g, t h, t i, t j",
    ],
)
def test_a_statement_without_an_end_is_stopped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, body: str
) -> None:
    monkeypatch.setattr(sandbox, "STEPS", 200_000)
    rows = ", ".join(f"({n}, 'r')" for n in range(1, 40))
    found = imported(tmp_path, f"{TABLE}INSERT INTO t VALUES {rows};\nINSERT INTO t {body};")
    assert [row.reason for row in found.report.lost] == ["it takes too many steps"]
    assert found.rows == 39


def test_all_statements_together_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "ALL_STEPS", 100_000)
    box = Sandbox("2026-01-01 00:00:00")
    with pytest.raises(Refused, match="together take too many steps"):
        for _ in range(100):
            box.run(
                "CREATE TABLE x AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 3000) SELECT max(n) FROM c"
            )
            box.run("DROP TABLE x")


def test_a_table_that_cannot_be_parsed_is_shown_and_the_rest_goes_on(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        f"CREATE TABLE broken (id INTEGER PRIMARY KEY,, x);\n{TABLE}INSERT INTO t VALUES (1, 'a');\nINSERT INTO broken VALUES (1);",
    )
    broken = [str(one) for one in found.report.of(Topic.broken)]
    assert (
        len(broken) == 1
        and broken[0].startswith("line 1: SQLite refuses this: ")
        and "CREATE TABLE broken" in broken[0]
    )
    assert [(row.table, row.reason) for row in found.report.lost] == [
        ("broken", "no such table: broken")
    ]
    assert found.tables == 1 and found.rows == 1


def test_a_script_without_tables_is_a_failure_with_a_reason(tmp_path: Path) -> None:
    for script in ("", "SELECT 1;", "INSERT INTO t VALUES (1);", "\x7fELF"):
        with pytest.raises(ImportFailure, match="makes no tables"):
            imported(tmp_path, script)
    (tmp_path / "latin.sql").write_bytes(b"CREATE TABLE t (x TEXT); -- \xff")
    with pytest.raises(ImportFailure, match="neither a SQLite database nor text in UTF-8"):
        import_sql(tmp_path / "latin.sql")
    (tmp_path / "cut.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 100)
    with pytest.raises(ImportFailure, match="cannot be read as a SQLite database"):
        import_sql(tmp_path / "cut.db")


def test_a_database_file_is_read_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "my shop?.db"
    base = sqlite3.connect(path)
    base.executescript(
        f"{TABLE}CREATE VIEW v AS SELECT load_extension('x') FROM t; CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;"
    )
    base.execute("INSERT INTO t VALUES (3, 'a'), (1, ?)", ("it's",))
    base.commit()
    base.close()
    before = path.read_bytes()
    found = import_sql(path)
    assert found.name == "my_shop" and found.rows == 2
    assert {one.name for one in found.report.of(Topic.dropped)} == {"v", "g"}
    assert path.read_bytes() == before and sorted(one.name for one in tmp_path.iterdir()) == [
        "my shop?.db"
    ]


def test_many_rows_go_to_files_and_too_many_to_quarantine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from awmc.interop.sql import rows, writing

    monkeypatch.setattr(rows, "MOST", 50)
    monkeypatch.setattr(writing, "FILE_BYTES", 500)
    found = imported(
        tmp_path,
        TABLE + "INSERT INTO t VALUES " + ", ".join(f"({n}, 'row {n}')" for n in range(80)) + ";",
    )
    assert found.rows == 50 and len(found.report.lost) == 30
    data = [name for name in found.files if name.endswith(".jsonl") and name != found.quarantine]
    assert len(data) > 1
    assert [
        json.loads(line)["id"] for name in data for line in found.files[name].splitlines()
    ] == list(range(50))


def test_names_cannot_leave_the_folder_or_the_text(tmp_path: Path) -> None:
    rows = ", ".join("('x')" for _ in range(30))
    table = '"../../../etc/pass""wd\n# } entity"'
    script = f'CREATE TABLE {table} ("}} tool x() {{ }} #" TEXT DEFAULT \'"}} # \\\'); INSERT INTO {table} VALUES {rows};'
    found = imported(tmp_path, script)
    assert all(".." not in name for name in found.files)
    assert found.tables == 1 and found.rows == 30


# Folders of JSON Lines

GOOD = records.Schema("My Shop!", (records.TableSchema("t", TABLE, ("CREATE INDEX i ON t(x);",)),))


def folder_of(path: Path, **files: str) -> Path:
    path.mkdir(exist_ok=True)
    for name, text in files.items():
        (path / f"{name}.jsonl").write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "it is no JSON"),
        ("[" * 100_000, "it is no JSON"),
        ("null", "it names no scenario"),
        ('["a"]', "it names no scenario"),
        ('{"scenario": 3}', "it names no scenario"),
        ('{"scenario": "!!!"}', "it names no scenario"),
    ],
)
def test_a_broken_line_is_told_with_its_number(tmp_path: Path, line: str, said: str) -> None:
    folder = open_folder(
        folder_of(tmp_path / "awm", gen_db=f"{records.line(GOOD)}\n{line}\n{records.line(GOOD)}")
    )
    assert len(folder.problems) == 1 and folder.problems[0].startswith(
        f"gen_db.jsonl, line 3: {said}"
    )
    found = import_scenario(folder, "my_shop")
    assert found.name == "my_shop" and any(
        "stands there again (line 4)" in str(one) for one in found.report.of(Topic.broken)
    )


@pytest.mark.parametrize(
    "shape",
    [
        {"db_schema": None},
        {"db_schema": {"tables": 3}},
        {"db_schema": {"tables": [None, 3, "x", {}, {"name": "a"}, {"ddl": 4}]}},
        {"db_schema": {"tables": [{"ddl": "CREATE TABLE"}]}},
    ],
)
def test_records_of_other_shapes_make_no_tables(tmp_path: Path, shape: dict[str, object]) -> None:
    folder = open_folder(folder_of(tmp_path / "awm", gen_db=json.dumps({"scenario": "a"} | shape)))
    with pytest.raises(ImportFailure, match="a makes no tables"):
        import_scenario(folder, "a")


@pytest.mark.parametrize(
    ("file", "record"),
    [
        (
            "gen_sample",
            {
                "sample_data": {
                    "tables": [
                        {
                            "table_name": 3,
                            "insert_statements": [
                                1,
                                None,
                                "INSERT INTO nowhere VALUES (1)",
                                "DROP TABLE t",
                                "",
                                ";;",
                            ],
                        }
                    ]
                }
            },
        ),
        ("gen_sample", {"sample_data": []}),
        ("gen_tasks", {"tasks": [1, None, "", "{ # \" \\ '''", "a\n}\ntool x() { }", "é" * 3000]}),
        ("gen_tasks", {"tasks": "no list"}),
        ("gen_envs", {"full_code": "import os\nos.abort()"}),
        ("gen_envs", {"full_code": 3}),
        ("gen_verifier", {"task_idx": "0", "verification": 3}),
        ("gen_scenario", {"name": "my shop", "description": '} # " \n {x} \u2028'}),
    ],
)
def test_records_of_other_shapes_spoil_nothing_else(
    tmp_path: Path, file: str, record: dict[str, object]
) -> None:
    line = json.dumps({"scenario": "my_shop"} | record)
    folder = open_folder(folder_of(tmp_path / "awm", gen_db=records.line(GOOD), **{file: line}))
    assert import_scenario(folder, "my_shop").tables == 1


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(ImportFailure, match=r"gen_db\.jsonl"):
            open_folder(path)
    folder = open_folder(folder_of(tmp_path / "awm", gen_db=records.line(GOOD)))
    with pytest.raises(ImportFailure, match="did you mean my_shop"):
        chosen(folder, ["my_shpo"])
    with pytest.raises(ImportFailure, match="there are my_shop"):
        chosen(folder, ["entirely different"])
    assert chosen(folder, []) == chosen(folder, ["MY shop"]) == ["my_shop"]


def test_long_lines_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from awmc.interop.awm import reading

    monkeypatch.setattr(reading, "MAX_LINE", 2_000)
    long = json.dumps({"scenario": "long", "x": "y" * 9_000})
    folder = open_folder(folder_of(tmp_path / "awm", gen_db=f"{long}\n{records.line(GOOD)}{long}"))
    assert list(folder.scenarios()) == ["my_shop"] and len(folder.problems) == 2
    assert import_scenario(folder, "my_shop").tables == 1


def test_a_script_is_split_where_sqlite_splits_it() -> None:
    script = "a; 'b;''c'; \"d;\"\"e\"; `f;` ; [g;h]; -- i;\nj; /* k; */ l; CREATE TRIGGER m BEGIN n; CASE END; END; o"
    assert [one.text for one in statements(script)] == [
        "a", "'b;''c'", '"d;""e"', "`f;`", "[g;h]", "-- i;\nj", "/* k; */ l", "CREATE TRIGGER m BEGIN n; CASE END; END", "o",
    ]  # fmt: skip
    assert [one.place for one in statements("a;\n\nb;\n'c\n';d")] == [
        "line 1",
        "line 3",
        "line 4",
        "line 5",
    ]


def test_a_trigger_that_nearly_is_a_flow_is_read_at_once() -> None:
    near = "WHEN 'a' THEN NEW.x NOT IN (" + "'b'" * 200 + "!"
    sql = f"CREATE TRIGGER t_flow BEFORE UPDATE OF x ON t WHEN NEW.x IS NOT OLD.x AND CASE OLD.x {near} ELSE 1 END BEGIN SELECT RAISE(ABORT, 't_flow'); END"
    assert [flow.arrows for flow in understand([("t_flow", sql)], exported=True).flows] == [()]
