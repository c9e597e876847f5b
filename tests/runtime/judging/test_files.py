"""Files that anyone may hand in: whatever they hold, the verdict is 0 with a reason, and nothing is changed."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awmc.runtime.failures import Failed
from awmc.runtime.functions import matches
from awmc.runtime.judging.regex import found_in
from tests.emit.verified import solved, tasks

TASK = "settle[O01]"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """The files of a solved task."""
    first, last = solved(TASK, tmp_path)
    return Path(first), Path(last)


def judged(first: object, last: object, answer: str = "12.50") -> dict[str, Any]:
    found: dict[str, Any] = tasks()[TASK](str(first), str(last), answer)
    return found


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def refused(folder: Path, first: object, last: object) -> str:
    """The one reason why files are not judged; the folder stays as it was."""
    before = contents(folder)
    found = judged(first, last)
    assert contents(folder) == before
    assert (found["reward"], found["score"]) == (0, 0)
    (reason,) = found["violations"]
    return str(reason)


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_judging_changes_nothing_and_makes_no_file(files: tuple[Path, Path]) -> None:
    before = contents(files[0].parent)
    for path in files:
        path.chmod(0o444)
    assert judged(*files)["reward"] == 1
    assert contents(files[0].parent) == before


def test_names_with_marks_of_their_own(files: tuple[Path, Path]) -> None:
    odd = files[0].with_name("50%20 off?mode=rwc#é.db")
    odd.write_bytes(files[1].read_bytes())
    assert judged(files[0], odd)["reward"] == 1


def not_sqlite(path: Path) -> None:
    path.write_text("no database" * 100)


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:60])


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def scribbled(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for place in range(4096, len(data), 7):
        data[place] ^= 0x5A
    path.write_bytes(bytes(data))


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def in_wal(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


def by(*statements: str) -> Callable[[Path], None]:
    return lambda path: change(path, *statements)


HOSTILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "no SQLite": (not_sqlite, "it is no SQLite file"),
    "empty": (nothing, "it is empty"),
    "a header cut short": (short, "it is no SQLite file"),
    "cut": (cut, "malformed"),
    "scribbled over": (scribbled, ""),
    "gone": (Path.unlink, "No such file"),
    "a folder": (folder, "it is no file"),
    "a pipe": (pipe, "it is no file"),
    "WAL": (in_wal, "it is in WAL mode"),
    "no table": (by("DROP TABLE line"), "it has no table line"),
    "no table of ours": (by("DROP TABLE _awmc_state"), "it has no table _awmc_state"),
    "one table more": (by("CREATE TABLE x (y)"), "it has a table 'x'"),
    "a view": (by("CREATE VIEW x AS SELECT 1"), "it has a table 'x'"),
    "a view in its place": (
        by("ALTER TABLE line RENAME TO x", "CREATE VIEW line AS SELECT * FROM x"),
        "it has a table 'x'",
    ),
    "only a view": (
        by(
            "DROP TABLE line",
            "CREATE VIEW line AS SELECT 'O01' AS order_id, 1 AS number, '' AS text",
        ),
        "line is no plain table",
    ),
    "one column more": (by("ALTER TABLE line ADD COLUMN x TEXT"), "line has other columns"),
    "a column renamed": (by("ALTER TABLE line RENAME COLUMN text TO t"), "line has other columns"),
    "another type": (
        by("DROP TABLE line", "CREATE TABLE line (order_id TEXT, number TEXT, text TEXT)"),
        "line.number is not INTEGER",
    ),
    "a computed column": (
        by(
            "DROP TABLE line",
            "CREATE TABLE line (order_id TEXT, number INTEGER, text TEXT AS ('x'))",
        ),
        "line.text is not TEXT",
    ),
    "no row ids": (
        by(
            "DROP TABLE line",
            "CREATE TABLE line (order_id TEXT, number INTEGER PRIMARY KEY, text TEXT) WITHOUT ROWID",
        ),
        "no such column",
    ),
    "another kind of value": (
        by(
            "DROP TABLE line",
            "CREATE TABLE line (order_id TEXT, number INTEGER, text TEXT)",
            "INSERT INTO line VALUES ('O01', 'one', 'x')",
        ),
        "a value of line.number is not of its type",
    ),
    "bytes": (
        by(
            "DROP TABLE line",
            "CREATE TABLE line (order_id TEXT, number INTEGER, text TEXT)",
            "INSERT INTO line VALUES ('O01', 1, x'00ff')",
        ),
        "a value of line.text is not of its type",
    ),
    "no UTF-8": (
        by(
            "DROP TABLE line",
            "CREATE TABLE line (order_id TEXT, number INTEGER, text TEXT)",
            "INSERT INTO line VALUES ('O01', 1, CAST(x'ff' AS TEXT))",
        ),
        "UTF-8",
    ),
    "NULL": (
        by(
            "DROP TABLE line",
            "CREATE TABLE line (order_id TEXT, number INTEGER, text TEXT)",
            "INSERT INTO line VALUES ('O01', NULL, 'x')",
        ),
        "a value of line.number is not of its type",
    ),
    "a key twice": (
        by(
            "DROP TABLE line",
            "CREATE TABLE line (order_id TEXT, number INTEGER, text TEXT)",
            "INSERT INTO line VALUES ('O01', 1, 'x'), ('O01', 1, 'y')",
        ),
        "line has a key twice",
    ),
    "two rows of a state": (
        by("DROP TRIGGER till_no_insert", "INSERT INTO till VALUES (1, 0)"),
        "till has a key twice",
    ),
    "a bool of 2": (by("UPDATE till SET opened = 2"), "till.opened is not of its type"),
    "no JSON": (
        by("UPDATE \"order\" SET tags = '[' WHERE id = 'O02'"),
        "order.tags is not of its type",
    ),
    "JSON that is no list": (
        by("UPDATE \"order\" SET tags = '1'"),
        "order.tags is not of its type",
    ),
    "deep JSON": (
        by(
            "DROP TABLE line",
            "CREATE TABLE line (order_id TEXT, number INTEGER, text TEXT)",
            f"UPDATE \"order\" SET tags = '{'[' * 100_000}'",
        ),
        "order.tags is not of its type",
    ),
    "a map of other keys": (
        by('UPDATE "order" SET slots = \'{"x": "y"}\''),
        "order.slots is not of its type",
    ),
    "an infinite float": (by('UPDATE "order" SET rate = 9e999'), "order.rate is not of its type"),
    "another task": (
        by("UPDATE _awmc_state SET value = 'x' WHERE name = 'task'"),
        "of the task 'x'",
    ),
    "no task": (by("DELETE FROM _awmc_state WHERE name = 'task'"), "is of no task"),
    "another actor": (
        by("UPDATE _awmc_state SET value = '[\"b\"]' WHERE name = 'actor'"),
        'the actor of the final database is not ["a"]',
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_a_reason(name: str, files: tuple[Path, Path]) -> None:
    break_it, reason = HOSTILE[name]
    first, last = files
    break_it(last)
    told = refused(first.parent, first, last)
    assert (
        told.startswith(("the final database ", "the actor of the final database "))
        and reason in told
    )
    told = refused(first.parent, last, first)
    assert "the initial database" in told and reason.replace("final", "initial") in told


def test_a_locked_file_is_refused(files: tuple[Path, Path]) -> None:
    with closing(sqlite3.connect(files[1], isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        found = judged(*files)
    assert found["violations"] == ["the final database cannot be judged: database is locked"]


def test_a_file_that_another_program_left_half_written_is_refused(files: tuple[Path, Path]) -> None:
    half = files[1].with_name("half.db")
    with closing(sqlite3.connect(files[1], isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        for number in range(100):
            connection.execute("INSERT INTO member VALUES (?, ?)", (f"m{number}", "x" * 2000))
        journal = files[1].with_name("final.db-journal")
        half.write_bytes(files[1].read_bytes())
        half.with_name("half.db-journal").write_bytes(journal.read_bytes())
    assert "readonly" in refused(half.parent, files[0], half)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_refused(files: tuple[Path, Path]) -> None:
    files[1].chmod(0)
    found = judged(*files)
    files[1].chmod(stat.S_IRUSR | stat.S_IWUSR)
    assert "Permission denied" in found["violations"][0]


@pytest.mark.parametrize("path", ["", "\0", "x" * 5000, "/dev/null", "/nowhere/x.db"])
def test_paths_of_no_file_are_refused(path: str, files: tuple[Path, Path]) -> None:
    assert judged(files[0], path)["reward"] == judged(path, files[1])["reward"] == 0


def test_the_initial_file_must_be_the_start(files: tuple[Path, Path]) -> None:
    first, last = files
    assert "till has other rows" in refused(first.parent, last, last)
    other = first.with_name("other.db")
    other.write_bytes(first.read_bytes())
    change(other, "UPDATE line SET text = 'One' WHERE text = 'one'")
    assert refused(first.parent, other, last).endswith("of 'settle[O01]': line has other rows")
    other.write_bytes(first.read_bytes())
    change(other, "UPDATE _awmc_state SET value = '2030-01-01T00:00:00' WHERE name = 'clock'")
    assert refused(first.parent, other, last).endswith("its clock has moved")


def test_rows_in_another_order_are_another_start(files: tuple[Path, Path]) -> None:
    change(files[0], "UPDATE line SET rowid = 100 WHERE text = 'one'")
    assert "line has other rows" in refused(files[0].parent, *files)


def test_values_that_no_episode_writes_break_a_clause_at_most(files: tuple[Path, Path]) -> None:
    change(files[1], "UPDATE \"order\" SET total = 9223372036854775807, at = 'never'")
    found = judged(*files)
    assert found["reward"] == 0 and len(found["clauses"]) == 6


@settings(max_examples=150)
@given(data=st.data())
def test_no_change_of_bytes_raises(data: st.DataObject, tmp_path_factory: Any) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    first, last = (Path(path) for path in solved(TASK, folder))
    image = bytearray(last.read_bytes())
    places = st.integers(0, len(image) - 1)
    for place in data.draw(st.lists(places, min_size=1, max_size=20)):
        image[place] = data.draw(st.integers(0, 255))
    last.write_bytes(bytes(image))
    before = contents(folder)
    assert judged(first, last)["reward"] in (0, 1)
    assert contents(folder) == before


# Regular expressions

PATTERNS = [
    r"^ab$", r"ab\z", r"(?i)AB", r"(?i:A)b", r"a|b$", r"[^\]a]+", r"\d{2,3}", r"\x{61}b", r"(?P<x>a)b", r"(?<x>a)b",
    r"(?m)^b$", r"(?s)a.b", r"\bab\b", r"[a-c&d]", r"a+?b", r"", r"\$", r"[$]", r"\.", r"(a(b(c)?)?)?$", r"\u{1F600}",
]  # fmt: skip
TEXTS = ["ab", "ab\n", "AB", "a\nb", "x 12 ", "", "$", "a.b", "abc", "b\n", "😀", "]", "a$"]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_find_what_the_language_finds(pattern: str) -> None:
    for text in TEXTS:
        assert found_in(pattern, text) == matches(text, pattern), text


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?=a)",
        r"(?<!a)",
        r"(a)\1",
        r"[a[bc]]",
        r"[a&&b]",
        r"\pL",
        r"a++",
        r"(?U)a",
        r"\b{start}",
        r"[[:alpha:]]",
        "(",
        r"\Z",
    ],
)
def test_what_cannot_be_said_again_fails(pattern: str) -> None:
    with pytest.raises(Failed, match="This pattern needs"):
        found_in(pattern, "a")


def leaves() -> Iterator[st.SearchStrategy[str]]:
    yield st.sampled_from(
        ["a", "b", ".", r"\d", r"\w", "[ab]", "[^a]", "$", "^", r"\z", r"\A", "é", r"\n"]
    )


@settings(max_examples=300)
@given(
    st.recursive(
        st.one_of(*leaves()),
        lambda inner: st.one_of(
            st.tuples(inner, inner).map("".join),
            st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
            st.tuples(inner, st.sampled_from(["*", "+", "?", "{1,2}", "*?"])).map(
                lambda pair: f"({pair[0]}){pair[1]}"
            ),
        ),
        max_leaves=6,
    ),
    st.text("ab1é\n _", max_size=6),
)
def test_patterns_of_both_kinds_agree(pattern: str, text: str) -> None:
    assert found_in(pattern, text) == matches(text, pattern)
