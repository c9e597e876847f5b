"""What queries look like, what they are asked with, and what is left to Python. That they give the right values is
`tests/emit/test_differential.py`."""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path

import pytest

from awmc.driver import run
from awmc.emit.sql import SqlQuery, emit_data, emit_schema, lower_query
from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir import types as t
from awmc.ir.model import Environment
from awmc.source import SourceFile

SPEC = """
environment library "A library" {{ clock 2026-03-02T09:00:00  actor Member }}
enum Status {{ active, returned }}
entity Member {{ key id: text  name: text  has loans: [Loan] by member }}
entity Book {{ key isbn: text  title: text  has copies: [Copy] by book }}
entity Copy {{ key barcode: text  owner book: Book }}
entity Loan {{
  auto key id: text = "L{{n:05}}"
  copy: Copy  member: Member  due: date  status: Status = active  fine: money?  ratio: float = 0.5
  derive late: bool = status == active and due < today()
}}
view LoanCard = Loan.{{ id, due, status, book: copy.book.{{ isbn, title }}, overdue: late }}
def worth(l: Loan) -> money = (l.fine ?? 0) + 1
tool ask({params}) {{ return {expression} }}
"""
ROWS: dict[str, list[dict[str, object]]] = {
    "Member": [{"id": "ann", "name": "Ann"}, {"id": "bo", "name": "Bo"}],
    "Book": [{"isbn": "1", "title": "Dune"}, {"isbn": "2", "title": "Emma"}],
    "Copy": [{"barcode": f"c{n}", "book_isbn": "1" if n < 3 else "2"} for n in range(1, 5)],
    "Loan": [
        {
            "id": f"L{n}",
            "copy_barcode": f"c{n}",
            "member_id": "ann" if n % 2 else "bo",
            "due": f"2026-0{n}-01",
            "status": "active" if n < 4 else "returned",
            "fine": None if n == 2 else 25 * n,
            "ratio": 0.1 + 0.2,
        }
        for n in range(1, 5)
    ],
}


@cache
def compiled(expression: str, params: str) -> Environment:
    text = SPEC.format(expression=expression, params=params)
    checked = run(SourceFile("library.awm", text), Path())
    assert checked.environment is not None, checked.diagnostics
    return checked.environment


def lowered(expression: str, params: str = "") -> SqlQuery | None:
    env = compiled(expression, params)
    (statement,) = env.tool("ask").body
    assert isinstance(statement, s.Return) and statement.value is not None
    return lower_query(env, statement.value)


def rows(expression: str, values: dict[str, object], params: str = "") -> list[tuple[object, ...]]:
    query = lowered(expression, params)
    assert query is not None
    connection = sqlite3.connect(":memory:")
    connection.executescript(emit_schema(compiled(expression, params)))
    connection.executescript(emit_data(compiled(expression, params), ROWS))
    return connection.execute(query.sql, values).fetchall()


def test_a_view_of_one_row_is_one_statement_as_a_person_would_write_it() -> None:
    query = lowered("loan.LoanCard", "loan: Loan")
    assert query is not None
    assert query.shape == "json"
    assert (
        query.sql
        == """\
SELECT
  json_object(
    'id', loan.id,
    'due', loan.due,
    'status', loan.status,
    'book', json_object('isbn', copy.book_isbn, 'title', book.title),
    'overdue', json(iif(loan.status = 'active' AND loan.due < :today, 'true', 'false'))
  )
FROM loan
JOIN copy
  ON copy.barcode = loan.copy_barcode
JOIN book
  ON book.isbn = copy.book_isbn
WHERE
  loan.id = :id"""
    )
    assert [name for name, _ in query.params] == ["id", "today"]


def test_a_search_with_paging_is_one_statement_that_builds_only_what_is_shown() -> None:
    query = lowered(
        "[b.{ title, copies: count(c for c in b.copies) } for b in Book"
        " if query == none or contains(b.title, query) order by b.title desc limit limit offset skip]",
        "query: text? = none, limit: int(1..50) = 10, skip: int(0..) = 0",
    )
    assert query is not None
    assert query.functions == ()
    inner = query.sql[query.sql.index("FROM (") :]
    assert "count(*)" not in inner, "items are built outside the subquery that is cut"
    assert "LIMIT :limit\n  OFFSET :skip" in inner
    assert "b.rowid" in inner


SHAPES = [
    ("[b.isbn for b in Book order by b.title desc]", "values", [("2",), ("1",)]),
    ("count(l for l in Loan if l.fine != none)", "value", [(3,)]),
    ("sum(l.fine ?? 0 for l in Loan)", "value", None),
    ("any(l.late for l in Loan)", "flag", None),
    ("max(l.due for l in Loan)", "value", [("2026-04-01",)]),
    ("first(l.id for l in Loan order by l.fine desc)", "value", [("L4",)]),
    ("[l.id for l in Loan order by l.fine]", "values", [("L1",), ("L3",), ("L4",), ("L2",)]),
    ("distinct(l.member.name for l in Loan)", "values", [("Ann",), ("Bo",)]),
    ('[l.id for l in Loan if l.copy.book.title == "Emma"]', "values", [("L3",), ("L4",)]),
    ('Member("zz")?.name == none', "flag", [(1,)]),
    ("[{ t: b.title } for b in Book]", "json", [('[{"t":"Dune"},{"t":"Emma"}]',)]),
    ("[l.{ fine? } for l in Loan limit 2]", "json", [('[{"fine":0.25},{}]',)]),
]


@pytest.mark.parametrize(("expression", "shape", "expected"), SHAPES)
def test_shapes(expression: str, shape: str, expected: list[tuple[object, ...]] | None) -> None:
    query = lowered(expression)
    assert query is not None
    assert query.shape == shape
    if expected is not None:
        assert rows(expression, {}) == expected


def test_rows_have_every_column_in_the_order_of_the_table() -> None:
    env = compiled("[l.id for l in Loan]", "")
    loan = t.RefType(entity="Loan")
    every = e.EntityRows(entity="Loan", type=t.ListType(item=loan))
    clause = e.ForClause(names=("l",), types=(loan,), source=every)
    row = e.Var(name="l", type=loan)
    query = lower_query(
        env, e.Comprehension(gather="list", items=(row,), clauses=(clause,), type=every.type)
    )
    assert query is not None and query.shape == "rows"
    columns = ["id", "copy_barcode", "member_id", "due", "status", "fine", "ratio"]
    assert [line.strip(" ,") for line in query.sql.splitlines()[1:8]] == [f"l.{c}" for c in columns]


def test_a_field_outside_is_a_parameter_and_one_that_may_be_missing_is_read_safely() -> None:
    query = lowered(
        "count(l for l in Loan if loan != none and l.member == loan.member and l.due < loan.due)",
        "loan: Loan? = none",
    )
    assert query is not None
    params = dict(query.params)
    assert list(params) == ["loan_id", "loan_member_id", "loan_due"]
    assert isinstance(params["loan_due"], e.FieldGet) and params["loan_due"].safe


LEFT_TO_PYTHON = [
    ("1 + 1", "what reads no table"),
    ("[l.id for l in Loan if 7 // n > 1]", "a filter that SQLite would evaluate without a row"),
    ("[l.id for l in Loan order by 7 // n]", "a key that SQLite would leave out"),
    ("any(7 // n > 1 for l in Loan)", "a search that SQLite would begin without a row"),
    ("any(l.ratio / r > 1.0 for l in m.loans)", "a search that stops early, of what can fail"),
    (
        "[l.id for l in Loan if l.ratio / r > 1.0 limit n]",
        "a limit that may be 0, of what can fail",
    ),
    (
        "first(l.id for l in Loan if l.ratio / r > 1.0)",
        "a search that stops early, of what can fail",
    ),
    ("[l.id for l in Loan limit n offset n]", "an offset that SQLite does not look at for limit 0"),
    ("the(l.id for l in Loan if l.late)", "exactly one"),
    ("first(7 // n for l in Loan)", "the first of what can fail"),
]


@pytest.mark.parametrize(("expression", "why"), LEFT_TO_PYTHON)
def test_what_sqlite_might_evaluate_otherwise_is_left_to_python(expression: str, why: str) -> None:
    assert lowered(expression, "n: int, r: float, m: Member") is None, why


def test_what_can_fail_is_evaluated_under_its_guard_only() -> None:
    query = lowered("[if n != 0 then 7 // n else 0 for l in Loan]", "n: int")
    assert query is not None
    assert query.functions == ("awm_fdiv",)
    assert "CASE WHEN :n <> 0 THEN awm_fdiv(7, :n)" in query.sql


def test_floats_are_shown_by_a_function_and_amounts_in_whole_units() -> None:
    query = lowered("[l.{ ratio, fine } for l in Loan]")
    assert query is not None
    assert query.functions == ("awm_json_float",)
    assert "l.fine / 100.0" in query.sql
