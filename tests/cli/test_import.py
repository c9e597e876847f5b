"""`awmc import`: files are written once, reports are text or data, and what is wrong is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cli.conftest import Awmc
from tests.interop.imports.folders import SCENARIOS, SCRIPTS, scenario_names, write_folder

SCRIPT = (
    "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);\nINSERT INTO notes VALUES (1, 'a');\n"
)


@pytest.fixture
def script(awmc: Awmc) -> Path:
    Path("notes.sql").write_text(SCRIPT, "utf-8")
    return Path("notes.sql")


def test_what_is_there_is_never_overwritten_unasked(awmc: Awmc, script: Path) -> None:
    assert awmc("import", "sql", str(script)).code == 0
    Path("specs/notes.awm").write_text("mine", "utf-8")
    again = awmc("import", "sql", str(script))
    assert (
        again.code == 1
        and "specs/notes.awm would be overwritten" in again.err
        and "--force" in again.err
    )
    assert Path("specs/notes.awm").read_text("utf-8") == "mine"
    assert awmc("import", "sql", str(script), "--force").code == 0
    assert awmc("compile", "specs/notes.awm").code == 0
    assert awmc("fmt", "--check", "specs/notes.awm").code == 0


def test_a_link_is_not_written_through(awmc: Awmc, script: Path) -> None:
    Path("specs").mkdir()
    Path("specs/notes.awm").symlink_to("../elsewhere")
    again = awmc("import", "sql", str(script))
    assert again.code == 1 and "specs/notes.awm would be overwritten" in again.err
    assert awmc("import", "sql", str(script), "--force").code == 0
    assert not Path("elsewhere").exists() and Path("specs/notes.awm").is_file()


def test_all_files_are_written_or_none(awmc: Awmc, script: Path) -> None:
    with script.open("a", encoding="utf-8") as file:
        file.writelines(f"INSERT INTO notes VALUES ({n}, 'b');\n" for n in range(2, 40))
    Path("specs").mkdir()
    Path("specs/notes").write_text("mine", "utf-8")  # where the folder of the rows would be
    ran = awmc("import", "sql", str(script))
    assert ran.code == 1 and "cannot write specs/notes/notes.jsonl" in ran.err
    assert list(Path("specs").iterdir()) == [Path("specs/notes")]


def test_what_has_no_end_is_not_read(awmc: Awmc) -> None:
    ran = awmc("import", "sql", "/dev/zero")
    assert ran.code == 1 and "/dev/zero is no regular file" in ran.err


def test_names_of_scenarios_are_names_of_files(awmc: Awmc) -> None:
    tables = {"tables": [{"name": "t", "ddl": "CREATE TABLE t (id INTEGER PRIMARY KEY)"}]}
    names = ["../x", "/abs/y", "a\0b", "X" * 500, "2 start", "shop_m0122"]
    lines = [json.dumps({"scenario": name, "db_schema": tables}) for name in names]
    Path("outputs").mkdir()
    Path("outputs/gen_db.jsonl").write_text("\n".join(lines), "utf-8")
    assert awmc("import", "awm", "outputs").code == 0
    made = sorted(path.name for path in Path("specs").glob("*.awm"))
    assert made == [
        "a_b.awm",
        "abs_y.awm",
        "environment_2_start.awm",
        "shop_m0122.awm",
        "x.awm",
        f"{'x' * 100}.awm",
    ]


def test_names_clocks_and_folders_are_chosen(awmc: Awmc, script: Path) -> None:
    done = awmc(
        "import",
        "sql",
        str(script),
        "--name",
        "diary",
        "-o",
        "a/b",
        "--clock",
        "2030-05-06T07:08:09",
    )
    assert done.code == 0 and "clock 2030-05-06T07:08:09" in Path("a/b/diary.awm").read_text(
        "utf-8"
    )
    for option in (
        ("--name", "My Diary"),
        ("--name", "../x"),
        ("--clock", "noon"),
        ("--clock", "2030-02-30T00:00:00"),
    ):
        assert awmc("import", "sql", str(script), *option).code == 2


def test_the_report_is_data_where_that_is_asked_for(awmc: Awmc) -> None:
    done = awmc("import", "sql", str(SCRIPTS / "circles.sql"), "--output-format", "json")
    (one,) = json.loads(done.out)
    assert (
        one["name"] == "circles"
        and one["tables"] == 7
        and one["rows"] == 13
        and one["spec"] == "specs/circles.awm"
    )
    assert {Path(name).exists() for name in one["files"]} == {True}
    assert {row["table"] for row in one["report"]["quarantined"]} == {"employees", "swaps"}
    assert one["report"]["dropped"] and one["report"]["renamed"] and one["report"]["chosen"]


def test_what_is_wrong_is_said(awmc: Awmc, script: Path) -> None:
    assert awmc("import", "sql", "nowhere.sql").code == 2
    Path("empty.sql").write_text("", "utf-8")
    assert "makes no tables" in awmc("import", "sql", "empty.sql").err
    assert "gen_db.jsonl" in awmc("import", "awm", "nowhere").err
    write_folder(Path("awm"), ["pet_hotel"])
    wrong = awmc("import", "awm", "awm", "--scenario", "pet_hotl")
    assert wrong.code == 1 and "did you mean pet_hotel?" in wrong.err
    Path("specs").write_text("no folder", "utf-8")
    blocked = awmc("import", "sql", str(script))
    assert blocked.code in (1, 2) and "specs" in blocked.err


def test_one_bad_scenario_does_not_keep_others_back(awmc: Awmc) -> None:
    folder = write_folder(Path("awm"), ["pet_hotel"])
    with (folder / "gen_db.jsonl").open("a", encoding="utf-8") as file:
        file.write(
            '{"scenario": "Bad One", "db_schema": {"tables": [{"ddl": "CREATE TABLE"}]}}\n{broken\n'
        )
    done = awmc("import", "awm", "awm")
    assert done.code == 1 and Path("specs/pet_hotel.awm").exists()
    assert (
        "gen_db.jsonl, line 3: it is no JSON" in done.err
        and "bad_one: Bad One makes no tables" in done.err
    )


def test_every_scenario_becomes_a_spec(awmc: Awmc) -> None:
    done = awmc("import", "awm", str(write_folder(Path("awm"), scenario_names())))
    assert done.code == 0, done.err
    assert sorted(path.stem for path in Path("specs").glob("*.awm")) == scenario_names()


def test_a_whole_import_for_readers(awmc: Awmc, snapshot: SnapshotAssertion) -> None:
    """Source, spec and report side by side: what a change of the importer changes is seen here."""
    done = awmc("import", "awm", str(write_folder(Path("awm"), ["corner_shop"])))
    assert done.code == 0
    source = "".join(
        (SCENARIOS / "corner_shop" / name).read_text("utf-8") for name in ("schema.sql", "rows.sql")
    )
    spec = Path("specs/corner_shop.awm").read_text("utf-8")
    lost = Path("specs/corner_shop/quarantine.jsonl").read_text("utf-8")
    assert (
        "\n".join((source, "=== becomes", spec, "=== reported as", done.out, "=== without", lost))
        == snapshot
    )
