"""The schema holds the rules that the language calls constraints of the database, by name, in plain SQLite."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from awmc.driver import run
from awmc.emit.sql import emit_data, emit_schema, unenforced_checks
from awmc.emit.sql.selfcheck import BrokenSql, check_schema, selfcheck
from awmc.ir.model import Environment
from awmc.source import SourceFile

SPEC = """
environment shop "Everything that a schema can hold" { clock 2026-03-02T09:00:00 }
enum Status { open, paid = "PAID", lost = "it's lost" }
record Point { lat: float  lon: float  name: text? }
record Note { text: text?  by: text? }
state Game { turns: int(0..9) = 0 }
entity Customer "A person;\\n drop table customer" { key id: text(1..8)  unique email: text  has orders: [Order] by customer }
entity Order {
  auto key id: int
  customer: Customer
  status: Status = open
  total: money
  fee: money(0..5)
  share: decimal(4)?
  count: int(1..)?
  big: int
  rate: float
  half: float(0..0.5)?
  open: bool
  day: date
  at: datetime?
  from: time?
  tags: [text]
  stock: {text: int}?
  where: Point?
  note: Note?
  @flow status { open -> paid, lost; paid -> lost } else "No"
  @check (fee <= total) else "A fee is no more than the total"
  @check (count == none or count < 100) else "Too many"
  @check (lower(customer.id) != "x") else "Not local"
  @check (status != lost or not open) else "A lost order is not open"
  @unique (customer, day)
  @index (status, day)
}
entity Line { key order: Order  key number: int(0..99)  owner back: Order  next: Line? }
entity Select { key group: text  key where: Order  values: int(0..5)  unique index: text? }
"""


@cache
def environment() -> Environment:
    checked = run(SourceFile("shop.awm", SPEC), Path())
    assert checked.environment is not None, checked.diagnostics
    return checked.environment


ORDER: dict[str, object] = {
    "id": 1,
    "customer_id": "ann",
    "status": "open",
    "total": 500,
    "fee": 100,
    "share": None,
    "count": 3,
    "big": -(2**63),
    "rate": 0.1,
    "half": 0.5,
    "open": False,
    "day": "2024-02-29",
    "at": "2024-02-29T23:59:59",
    "from": "00:00",
    "tags": ["a'b", 'c\n"d"'],
    "stock": {"x": 1},
    "where_lat": 1.5,
    "where_lon": -0.1,
    "where_name": None,
    "note_text": None,
    "note_by": None,
    "note_is_set": True,
}
START: dict[str, list[dict[str, object]]] = {
    "Game": [{"turns": 0}],
    "Customer": [{"id": "ann", "email": "a@b"}, {"id": "bob", "email": "--'; DROP TABLE line"}],
    "Order": [ORDER],
    "Line": [
        {"order_id": 1, "number": 2, "back_id": 1, "next_order_id": 1, "next_number": 1},
        {"order_id": 1, "number": 1, "back_id": 1, "next_order_id": None, "next_number": None},
    ],
    "Select": [{"group": "select", "where_id": 1, "values": 5, "index": None}],
}


@pytest.fixture
def database() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.executescript(emit_schema(environment()))
    connection.executescript(emit_data(environment(), START))
    return connection


def test_data_comes_back_as_it_was(database: sqlite3.Connection) -> None:
    found = database.execute('SELECT rate, half, big, tags, "from" FROM "order"').fetchone()
    assert found == (0.1, 0.5, -(2**63), '["a\'b","c\\n\\"d\\""]', "00:00")
    assert database.execute("SELECT email FROM customer ORDER BY rowid").fetchall() == [
        ("a@b",),
        ("--'; DROP TABLE line",),
    ]
    numbers = database.execute("SELECT number FROM line ORDER BY rowid").fetchall()
    assert numbers == [(2,), (1,)]  # insertion order, not that of the key


def test_rows_that_refer_to_one_another_load_in_any_order() -> None:
    text = """environment ring { clock 2026-03-02T09:00:00 }
    entity Hen { key id: text  egg: Egg }
    entity Egg { key id: text  hen: Hen? }"""
    env = run(SourceFile("ring.awm", text), Path()).environment
    assert env is not None
    rows = {"Hen": [{"id": "h", "egg_id": "e"}], "Egg": [{"id": "e", "hen_id": "h"}]}
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.executescript(emit_schema(env) + emit_data(env, rows))
    assert connection.execute("SELECT * FROM egg").fetchall() == [("e", "h")]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


REFUSED = [
    ("customer_id_length", "INSERT INTO customer VALUES ('', 'x')"),
    ("customer_id_length", "INSERT INTO customer VALUES ('123456789', 'x')"),
    ("customer_email_text", "INSERT INTO customer VALUES ('c', 'a' || char(0))"),
    ("customer.email", "INSERT INTO customer VALUES ('c', 'a@b')"),
    ("customer.id", "INSERT INTO customer VALUES ('ann', 'x')"),
    ("NOT NULL", "INSERT INTO customer VALUES (NULL, 'x')"),
    ("cannot store TEXT", "UPDATE \"order\" SET total = 'x'"),
    ("order_total_range", 'UPDATE "order" SET total = 1000000000000001'),
    ("order_fee_range", 'UPDATE "order" SET fee = 501'),
    ("order_share_range", 'UPDATE "order" SET share = -1000000000000001'),
    ("order_count_range", 'UPDATE "order" SET count = 0'),
    ("order_rate_range", 'UPDATE "order" SET rate = 9e999'),
    ("order_half_range", 'UPDATE "order" SET half = 0.51'),
    ("order_open_bool", 'UPDATE "order" SET open = 2'),
    ("order_day_date", "UPDATE \"order\" SET day = '2023-02-29'"),
    ("order_day_date", "UPDATE \"order\" SET day = '2024-1-1'"),
    ("order_at_datetime", "UPDATE \"order\" SET at = '2024-02-29 23:59:59'"),
    ("order_at_datetime", "UPDATE \"order\" SET at = '2024-02-29'"),
    ("order_from_time", 'UPDATE "order" SET "from" = \'24:00\''),
    ("order_from_time", 'UPDATE "order" SET "from" = \'9:30\''),
    ("order_tags_json", "UPDATE \"order\" SET tags = '{}'"),
    ("order_tags_json", "UPDATE \"order\" SET tags = '[1'"),
    ("order_stock_json", "UPDATE \"order\" SET stock = '[]'"),
    ("order_where_whole", 'UPDATE "order" SET where_lat = NULL'),
    ("order_note_is_set_bool", 'UPDATE "order" SET note_is_set = 7'),
    ("order_check_1", 'UPDATE "order" SET total = 99'),
    ("order_check_2", 'UPDATE "order" SET count = 100'),
    ("order_check_4", "UPDATE \"order\" SET status = 'it''s lost', open = 1"),
    (
        "order_status_flow",
        "UPDATE \"order\" SET status = 'PAID'; UPDATE \"order\" SET status = 'open'",
    ),
    ("FOREIGN KEY", "UPDATE \"order\" SET customer_id = 'zoe'"),
    ("FOREIGN KEY", "DELETE FROM customer WHERE id = 'ann'"),
    ("FOREIGN KEY", "UPDATE line SET next_order_id = 1, next_number = 7"),
    ("line_next_whole", "UPDATE line SET next_order_id = 1, next_number = NULL"),
    ("game_turns_range", "UPDATE game SET turns = 10"),
    ("game_one_row", "INSERT INTO game VALUES (1)"),
    ("game_one_row", "DELETE FROM game"),
    ("select_values_range", 'UPDATE "select" SET "values" = 6'),
]


@pytest.mark.parametrize(("name", "sql"), REFUSED)
def test_a_wrong_row_is_refused_by_name(database: sqlite3.Connection, name: str, sql: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=name.replace(".", r"\.")):
        database.executescript(sql)


def test_a_wrong_member_of_an_enum_is_refused() -> None:
    data = emit_data(environment(), {**START, "Order": [{**ORDER, "status": "paid"}]})
    with pytest.raises(BrokenSql, match="order_status_enum"):
        selfcheck(emit_schema(environment()), data, {})


ALLOWED = [
    "UPDATE \"order\" SET status = 'open'",
    "UPDATE \"order\" SET status = 'PAID'",
    'UPDATE "order" SET count = NULL, at = NULL, "from" = NULL, stock = NULL, half = NULL',
    'UPDATE "order" SET where_lat = NULL, where_lon = NULL',
    "INSERT INTO \"select\" VALUES ('b', 1, 0, NULL)",
    "UPDATE game SET turns = 9",
]


@pytest.mark.parametrize("sql", ALLOWED)
def test_a_right_row_is_taken(database: sqlite3.Connection, sql: str) -> None:
    database.execute(sql)


def test_an_auto_int_key_is_the_rowid_and_no_other_int_key_is() -> None:
    schema = emit_schema(environment())
    assert "id INTEGER PRIMARY KEY" in schema
    assert "WITHOUT ROWID" not in schema


def test_local_checks_are_constraints_and_others_are_not() -> None:
    schema = emit_schema(environment())
    assert "order_check_1" in schema and "order_check_3" not in schema
    assert unenforced_checks(environment()) == ()


def test_every_reference_has_an_index(database: sqlite3.Connection) -> None:
    plan = database.execute(
        'EXPLAIN QUERY PLAN SELECT 1 FROM "order" WHERE customer_id = ?', ("ann",)
    ).fetchall()
    assert "USING" in plan[0][3]


MISSPELT = [
    'SELECT "order".totl FROM "order"',
    'SELECT "totl" FROM "order"',
    'SELECT 1 FROM "order" WHERE "order"."totl" = 1',
    'SELECT 1 FROM "order" AS o ORDER BY o.totl',
    'INSERT INTO "order" (totl) VALUES (:totl)',
    'UPDATE "order" SET totl = :totl WHERE id = :id',
    'DELETE FROM "order" WHERE "idd" = :id',
    "SELECT 1 FROM ordr",
    "SELECT awm_nothing(1)",
]


@pytest.mark.parametrize("sql", MISSPELT)
def test_a_misspelt_name_is_refused_in_every_kind_of_statement(sql: str) -> None:
    assert check_schema(emit_schema(environment()), {"Q": sql})


def test_a_misspelt_column_of_an_index_is_refused() -> None:
    schema = emit_schema(environment())
    wrong = schema.replace('ON "order" (status, day)', 'ON "order" ("statuss", day)')
    assert wrong != schema
    with pytest.raises(BrokenSql):
        selfcheck(wrong, "", {})


def test_hostile_docs_stay_comments() -> None:
    doc = "x\n); DROP TABLE customer; --\r\x0b\u2028*/ \u202e"
    env = environment()
    entity = next(e for e in env.entities if e.name == "Customer")
    entities = tuple(replace(e, doc=doc) if e is entity else e for e in env.entities)
    hostile = replace(env, entities=entities)
    selfcheck(emit_schema(hostile), "", {})
    assert emit_schema(hostile).count("CREATE TABLE") == emit_schema(env).count("CREATE TABLE")
