"""Data files: cells become values by the types of their fields; mistakes name file, row and column."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .building import built

ENTITIES = """
enum Genre { novel, poem = "POEM" }
record Room { floor: int  name: text = "Main" }
entity Shelf { key id: text  room: Room? }
entity Line { key order: int  key no: int }
entity Book {
  key isbn: text  title: text  pages: int(1..)  price: money  weight: float?  sold: bool = false  day: date  at: datetime?
  genre: Genre = novel  tags: [text] = []  names: {text: int} = {}  room: Room?  shelf: Shelf?  line: Line?  took: duration?
}
"""
NEEDED = {"isbn": "i", "title": "t", "pages": 1, "price": 1, "day": "2026-01-01"}


def books(folder: Path, name: str, content: str | bytes, more: str = "") -> list[dict[str, Any]]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    done = built(ENTITIES + more + f'data Book from "{name}"', folder)
    return list(done.build.rows["Book"])


def mistakes(folder: Path, name: str, content: str | bytes) -> list[tuple[str, str]]:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return built(ENTITIES + f'data Book from "{name}"', folder).reports


def test_csv_cells_by_type(tmp_path: Path) -> None:
    more = 'data Shelf (id) { "A" }\ndata Line (order, no) { 1, 2 }\n'
    text = (
        "isbn,title,pages,price,weight,sold,day,at,genre,tags,names,room,shelf,line,took\r\n"
        '"1","Say ""hi"",\nnow",412,9.99,0.5,TRUE,2024-02-29,2024-02-29T10:00:00,POEM,"[""a""]","{""x"": 1}",'
        '"{""floor"": 2}",A,"[1, 2]",60\r\n'
        "\r\n"
        "2,,1,3,,,2024-01-01,,,,,,,,\r\n"
    )
    first, second = books(tmp_path, "books.csv", b"\xef\xbb\xbf" + text.encode(), more)
    assert first == {
        "isbn": "1",
        "title": 'Say "hi",\nnow',
        "pages": 412,
        "price": 999,
        "weight": 0.5,
        "sold": True,
        "day": "2024-02-29",
        "at": "2024-02-29T10:00:00",
        "genre": "POEM",
        "tags": ["a"],
        "names": {"x": 1},
        "room_floor": 2,
        "room_name": "Main",
        "shelf_id": "A",
        "line_order": 1,
        "line_no": 2,
        "took": 60,
    }
    assert second["title"] == ""
    assert second["weight"] is None and second["shelf_id"] is None and second["room_floor"] is None
    assert (second["sold"], second["genre"], second["tags"]) == (False, "novel", [])


def test_json_and_json_lines_say_the_same_as_csv(tmp_path: Path) -> None:
    row = {**NEEDED, "price": 12.35, "weight": 3, "tags": ["a"], "room": {"floor": 1}, "sold": True}
    as_json = books(tmp_path, "books.json", json.dumps([row]))
    as_lines = books(tmp_path, "books.jsonl", "\n" + json.dumps(row) + "\r\n\n")
    text = 'isbn,title,pages,price,day,weight,tags,room,sold\ni,t,1,12.35,2026-01-01,3,"[""a""]","{""floor"": 1}",true'
    assert as_json == as_lines == books(tmp_path, "books.csv", text)
    assert as_json[0]["price"] == 1235 and as_json[0]["weight"] == 3.0


def test_declared_columns_stand_for_the_header(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("1,Dune,5,1,2024-01-01\n")
    done = built(ENTITIES + 'data Book (isbn, title, pages, price, day) from "b.csv"', tmp_path)
    assert done.build.rows["Book"][0]["title"] == "Dune"


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("pages", "many"),
        ("pages", "1.5"),
        ("pages", str(2**63)),
        ("price", "1.005"),
        ("price", "1e30"),
        ("price", "NaN"),
        ("weight", "1e999"),
        ("sold", "perhaps"),
        ("day", "2024-02-30"),
        ("day", "2024-1-1"),
        ("at", "2024-01-01"),
        ("genre", "novels"),
        ("tags", "a;b"),
        ("tags", "[1]"),
        ("names", '{"x": "y"}'),
        ("room", '{"floor": 1, "wing": 2}'),
        ("room", "{}"),
        ("line", "1"),
        ("line", "[1, 2, 3]"),
    ],
)
def test_a_bad_cell_is_named_by_file_row_and_column(tmp_path: Path, column: str, cell: str) -> None:
    cells = {**NEEDED, column: cell}
    good, bad = ",".join(map(str, NEEDED.values())), [str(cell) for cell in cells.values()]
    line = ",".join('"' + cell.replace('"', '""') + '"' for cell in bad)
    head = ",".join(cells)
    more = "," * (len(cells) - len(NEEDED))
    ((name, message),) = mistakes(tmp_path, "books.csv", f"{head}\n{good}{more}\n{line}\n")
    assert name == "bad-cell"
    assert f"row 3 of `books.csv`, column `{column}`" in message


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        ("", "malformed-data-file", "row 1"),
        ("isbn,title,pages,price,day\n1,2\n", "malformed-data-file", "row 2"),
        ('isbn,title,pages,price,day\n"1', "malformed-data-file", "row 2"),
        ("isbn,isbn\n", "malformed-data-file", "`isbn`"),
        ("isbn,titel,pages,price,day\n", "unknown-column", "`titel`"),
        ("isbn,title\n", "missing-column", "`pages`, `price` and `day`"),
        ("isbn,title,pages,price,day\n1,a,0,1,2024-01-01\n", "constraint-broken", "column `pages`"),
        (b"isbn\n\xff\n", "invalid-utf8", "books.csv"),
        (b"isbn\n\0\n", "nul-character", "books.csv"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, content: str | bytes, name: str, said: str) -> None:
    ((found, message),) = mistakes(tmp_path, "books.csv", content)
    assert (found, said in message) == (name, True), message


@pytest.mark.parametrize(
    "content",
    ["{}", "[1]", "[", '[{"a": 1, "a": 2}]', "[NaN]", "[" * 100_000, "[" + "9" * 10_000 + "]"],
)
def test_bad_json_is_malformed(tmp_path: Path, content: str) -> None:
    ((name, message),) = mistakes(tmp_path, "books.json", content)
    assert name == "malformed-data-file" and "`books.json`" in message


def test_a_mistake_points_into_the_file(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text(
        "isbn,title,pages,price,day\n1,a,1,1,2024-01-01\n2,b,x,1,2024-01-01\n"
    )
    done = built(ENTITIES + 'data Book from "b.csv"', tmp_path)
    (found,) = done.found
    file = done.sources.get(found.span.path)
    assert file is not None and file.slice(found.span) == "2,b,x,1,2024-01-01"


@pytest.mark.parametrize("path", ["../b.csv", "/etc/b.csv", "link.csv"])
def test_nothing_outside_the_folder_is_read(tmp_path: Path, path: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "b.csv").write_text("isbn\n")
    (home / "link.csv").symlink_to(tmp_path / "b.csv")
    assert [name for name, _ in built(ENTITIES + f'data Book from "{path}"', home).reports] == [
        "path-outside"
    ]


def test_a_missing_file_is_looked_for_nearby(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "books.csv").write_text("isbn\n")
    (found,) = built(ENTITIES + 'data Book from "books.csv"', tmp_path).found
    assert (found.name, found.candidates) == ("missing-data-file", ("data/books.csv",))


@given(content=st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
@pytest.mark.parametrize("kind", ["csv", "json", "jsonl"])
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_file_crashes_the_compiler(tmp_path: Path, kind: str, content: bytes) -> None:
    (tmp_path / f"b.{kind}").write_bytes(content)
    done = built(f'entity B {{ key id: int }}\ndata B from "b.{kind}"', tmp_path)
    assert done.made is not None or done.found
