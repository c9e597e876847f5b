"""What has changed, whether it may have, and whether it is what the solution did."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awmc.runtime.judging.changes import between, same_value
from awmc.runtime.judging.created import own_answer
from awmc.runtime.judging.frame import outside_frame
from awmc.runtime.judging.model import Answer, Changes, Entity, Expected, Footprint, Rubric
from awmc.runtime.judging.same import different

MEMBER = Entity("Member", "member", ("id", "name", "seen"), ("id",), scratch=("seen",))
LOAN = Entity(
    name="Loan",
    table="loan",
    columns=("id", "member", "parent", "first", "due", "taken_at", "tags", "weight"),
    key=("id",),
    types=("TEXT",) * 7 + ("REAL",),
    automatic=True,
    times=("taken_at",),
    references=((("member",), "member"), (("parent",), "loan"), (("first",), "loan")),
    jsons=("tags",),
)
LINE = Entity(
    name="Line",
    table="line",
    columns=("loan", "n", "amount"),
    key=("loan", "n"),
    references=((("loan",), "loan"),),
    decimals={"amount": 2},
)
NOTE = Entity(
    name="Note",
    table="note",
    columns=("id", "line_loan", "line_n", "text"),
    key=("id",),
    automatic=True,
    references=((("line_loan", "line_n"), "line"),),
)
ENTITIES = {entity.table: entity for entity in (MEMBER, LOAN, LINE, NOTE)}


def loan(key: str, **values: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    row = {
        "id": key,
        "member": "M1",
        "parent": None,
        "first": None,
        "due": "2026-03-02",
        "weight": 1.0,
    }
    return (key,), {**row, "taken_at": "2026-03-01T09:00:00", "tags": "[]", **values}


def line(loan: str, n: int, amount: int = 50) -> tuple[tuple[Any, ...], dict[str, Any]]:
    return (loan, n), {"loan": loan, "n": n, "amount": amount}


def note(key: int, loan: str, n: int, text: str = "x") -> tuple[tuple[Any, ...], dict[str, Any]]:
    return (key,), {"id": key, "line_loan": loan, "line_n": n, "text": text}


Rows = dict[str, list[tuple[tuple[Any, ...], dict[str, Any]]]]


def differences(
    wanted: Rows,
    made: Rows,
    changed: tuple[Any, Any] = ({}, {}),
    deleted: tuple[Any, Any] = ({}, {}),
    may_change: Mapping[str, tuple[str, ...] | None] | None = None,
) -> list[str]:
    """`changed` are cells by table, key and column: the solution's, the agent's."""
    expected = Expected({t: tuple(rows) for t, rows in wanted.items()}, changed[0], deleted[0])
    cells = {
        table: {key: {c: ("old", v) for c, v in row.items()} for key, row in rows.items()}
        for table, rows in changed[1].items()
    }
    changes = Changes({t: dict(rows) for t, rows in made.items()}, cells, deleted[1])
    return different(Rubric("t", expected=expected, may_change=may_change or {}), ENTITIES, changes)


# Net changes.


def test_changes_are_net_and_by_key() -> None:
    before = {"loan": dict([loan("L1"), loan("L2"), loan("L3")])}
    after = {"loan": dict([loan("L4"), loan("L3", due="2026-03-09"), loan("L1")])}
    changes = between(ENTITIES, before, after)
    assert list(changes.created["loan"]) == [("L4",)]
    assert changes.changed == {"loan": {("L3",): {"due": ("2026-03-02", "2026-03-09")}}}
    assert changes.deleted == {"loan": (("L2",),)}
    assert between(ENTITIES, after, after) == Changes()


@pytest.mark.parametrize(
    "column, a, b, same",
    [
        ("tags", '{"a": 1, "b": [1, 2]}', '{"b":[1,2],"a":1}', True),
        ("tags", "[1,2]", "[2,1]", False),
        ("tags", "[true]", "[1]", False),
        ("tags", '["b",1]', "true", False),
        ("tags", "[]", "{}", False),
        ("weight", 1, 1.0, True),
        ("weight", 1.0, 1.5, False),
        ("due", "1", 1, False),
        ("due", None, "", False),
        ("due", None, None, True),
        ("tags", "not json", "not json", True),
    ],
)
def test_stored_values_are_equal_as_in_the_language(
    column: str, a: Any, b: Any, same: bool
) -> None:
    assert same_value(LOAN, column, a, b) == same
    assert same_value(LOAN, column, b, a) == same


# The frame.


def outside(changes: Changes, footprint: Footprint | None = None, **may: Any) -> list[str]:
    rubric = Rubric("t", footprint=footprint or Footprint(), may_change=may)
    return outside_frame(
        rubric, ENTITIES, changes, {("loan", '["L5"]', "due"), ("loan", '["L6"]', "*")}
    )


DUE = {"due": ("2026-03-01", "2026-03-15")}


def test_the_frame_says_what_is_outside() -> None:
    changes = Changes(
        created={"line": dict([line("L1", 1), line("L1", 2)])},
        changed={"loan": {("L1",): DUE, ("L2",): DUE}, "line": {("L1", 3): {"amount": (50, 5)}}},
        deleted={"member": (("M1",), ("M2",))},
    )
    touched = Footprint({"loan": {("L1",): ("due",)}}, {"member": (("M2",), ("M3",))}, {"line": 1})
    assert outside(changes, touched) == [
        "Member 'M1' was deleted",
        "Member 'M3' should have been deleted",
        "Loan 'L2': due changed from 2026-03-01 to 2026-03-15, which the task does not ask for",
        "Line ('L1', 3): amount changed from 0.50 to 0.05, which the task does not ask for",
        "2 new rows of Line, not 1",
    ]
    assert outside(Changes(), Footprint(created={"line": 2})) == ["no new rows of Line, not 2"]


@pytest.mark.parametrize(
    "changes, may",
    [
        (Changes(), {}),
        (Changes(changed={"member": {("M1",): {"seen": (None, 1)}}}), {}),
        (Changes(changed={"loan": {("L1",): DUE}}), {"loan": ("due",)}),
        (
            Changes(dict(loan=dict([loan("L9")])), {"loan": {("L1",): DUE}}, {"loan": (("L2",),)}),
            {"loan": None},
        ),
        (Changes(changed={"loan": {("L5",): DUE}}), {}),
        (Changes(created={"loan": dict([loan("L6")])}), {}),
        (Changes(deleted={"loan": (("L6",),)}), {}),
    ],
    ids="nothing scratch column table user's-cell user's-row user's-deletion".split(),
)
def test_what_is_set_aside_is_inside_the_frame(changes: Changes, may: dict[str, Any]) -> None:
    assert outside(changes, **may) == []


def test_only_the_first_differences_are_told() -> None:
    changes = Changes(changed={"loan": {(f"L{n}",): DUE for n in range(100, 133)}})
    told = outside(changes)
    assert (len(told), told[-1]) == (21, "and 13 more differences")


# The data without a goal.


@st.composite
def created_rows(draw: st.DrawFn) -> Rows:
    """Loans that refer to one another, lines that refer to loans, notes that refer to lines: many of them alike."""
    n = draw(st.integers(1, 6))
    at = st.integers(0, n - 1)
    parents = [draw(st.none() | at) for _ in range(n)]
    loans = [
        loan(
            f"L{i}",
            parent=None if p is None else f"L{p}",
            member=draw(st.sampled_from(["M1", "M2"])),
        )
        for i, p in enumerate(parents)
    ]
    places = draw(st.lists(st.tuples(at, st.integers(1, 2)), unique=True, max_size=6))
    lines = [line(f"L{i}", k, draw(st.sampled_from([5, 50]))) for i, k in places]
    notes = (
        [
            note(m, f"L{i}", k)
            for m, (i, k) in enumerate(draw(st.lists(st.sampled_from(places), max_size=4)))
        ]
        if places
        else []
    )
    return {"loan": loans, "line": lines, "note": notes}


def renamed(rows: Rows, seed: random.Random) -> Rows:
    """The same with other automatic keys and times, in another order."""
    loans = [key[0] for key, _ in rows["loan"]]
    fresh = [f"L{n + 3}" for n in range(len(loans))]
    seed.shuffle(fresh)
    names = {**dict(zip(loans, fresh, strict=True)), None: None}
    found = {
        "loan": [
            loan(
                names[r["id"]],
                **{**r, "id": names[r["id"]], "parent": names[r["parent"]], "taken_at": "x"},
            )
            for _, r in rows["loan"]
        ],
        "line": [line(names[r["loan"]], r["n"], r["amount"]) for _, r in rows["line"]],
        "note": [
            note(r["id"] + 7, names[r["line_loan"]], r["line_n"], r["text"])
            for _, r in rows["note"]
        ],
    }
    for made in found.values():
        seed.shuffle(made)
    return found


@given(created_rows(), st.randoms(use_true_random=False))
def test_other_keys_times_and_order_are_no_difference(rows: Rows, seed: random.Random) -> None:
    assert differences(rows, rows) == []
    assert differences(rows, renamed(rows, seed)) == []


@given(created_rows(), st.randoms(use_true_random=False), st.data())
def test_any_other_value_is_a_difference(
    rows: Rows, seed: random.Random, data: st.DataObject
) -> None:
    other = renamed(rows, seed)
    table = data.draw(st.sampled_from([table for table in other if other[table]]))
    at = data.draw(st.integers(0, len(other[table]) - 1))
    column = {"loan": "due", "line": "amount", "note": "text"}[table]
    key, row = other[table][at]
    other[table][at] = (key, {**row, column: "other"})
    [told] = differences(rows, other)
    assert f"{column} is other, not" in told


@given(created_rows(), st.randoms(use_true_random=False), st.data())
def test_one_row_more_or_less_is_a_difference(
    rows: Rows, seed: random.Random, data: st.DataObject
) -> None:
    other = renamed(rows, seed)
    more = {**other, "loan": [*other["loan"], loan("L99")]}
    assert differences(rows, more)
    assert differences(more, rows)


def rings(*sizes: int) -> Rows:
    """Loans each of which has the next one of its ring as parent."""
    rows = [
        loan(f"{n}-{i}", parent=f"{n}-{(i + 1) % size}")
        for n, size in enumerate(sizes)
        for i in range(size)
    ]
    return {"loan": rows}


def test_who_refers_to_whom_is_told_apart_exactly() -> None:
    """Two rings of three rows and one of six look alike from every row."""
    assert differences(rings(3, 3), rings(6)) == [
        "the new rows refer to one another, or are referred to, otherwise than the solution's"
    ]
    assert differences(rings(6), {"loan": rings(6)["loan"][::-1]}) == []
    assert differences(rings(2, 4), rings(4, 2)) == []
    assert differences(rings(*[2] * 60), {"loan": rings(*[2] * 60)["loan"][::-1]}) == []


def test_what_would_take_too_long_to_compare_is_a_difference() -> None:
    def hanging_together(*sizes: int) -> Rows:
        rows = [
            loan(key[0], parent=row["parent"], first="0-0") for key, row in rings(*sizes)["loan"]
        ]
        return {"loan": rows}

    threes = hanging_together(*[3] * 20)
    assert differences(threes, {"loan": threes["loan"][::-1]}) == []
    [told] = differences(threes, hanging_together(*[3] * 18, 6))
    assert told.startswith("there are too many new rows like one another")


def test_a_changed_cell_may_refer_to_a_new_row() -> None:
    def cells(key: str) -> dict[str, Any]:
        return {"loan": {("L1",): {"parent": key, "taken_at": key}}}

    two = {"loan": [loan("L8", due="a"), loan("L9", due="b")]}
    swapped = {"loan": [loan("L8", due="b"), loan("L9", due="a")]}
    assert differences(two, swapped, (cells("L8"), cells("L9"))) == []
    assert differences(two, swapped, (cells("L8"), cells("L8"))) == [
        "the new rows refer to one another, or are referred to, otherwise than the solution's"
    ]
    assert differences(two, two, (cells("L8"), cells("L2"))) == [
        "Loan 'L1': parent is L2, not the key of a new row of Loan"
    ]


def test_a_compound_reference_may_change_in_one_column() -> None:
    def rows(key: str) -> Rows:
        return {"loan": [loan(key)], "line": [line(key, 1)]}

    def cells(key: str) -> dict[str, Any]:
        return {"note": {(1,): {"line_loan": key}}}

    assert differences(rows("L8"), rows("L9"), (cells("L8"), cells("L9"))) == []
    assert differences(rows("L8"), rows("L9"), (cells("L8"), cells("L8"))) != []


def test_of_an_automatic_time_only_whether_there_is_one_counts() -> None:
    assert (
        differences({"loan": [loan("L1", taken_at="a")]}, {"loan": [loan("L1", taken_at="b")]})
        == []
    )
    assert differences(
        {"loan": [loan("L1", taken_at="a")]}, {"loan": [loan("L1", taken_at=None)]}
    ) == ["Loan 'L1': taken_at is none, not a time"]


def test_differences_are_told_in_an_authors_words() -> None:
    wanted = {"line": [line("L1", 1, 350), line("L1", 2)]}
    assert differences(wanted, {"line": [line("L1", 2), line("L1", 1, 400)]}) == [
        "Line ('L1', 1): amount is 4.00, not 3.50"
    ]
    assert differences(wanted, {"line": [line("L1", 2)]}) == [
        "a new row of Line is missing, with loan L1, n 1, amount 3.50"
    ]
    assert differences({}, {"line": [line("L1", 2)]}) == [
        "Line ('L1', 2) was created, which the task does not ask for"
    ]
    due = {"loan": {("L1",): {"due": "b"}}}
    assert differences({}, {}, (due, {})) == ["Loan 'L1': due should have become b"]
    assert differences({}, {}, ({}, due)) == [
        "Loan 'L1': due changed from old to b, which the task does not ask for"
    ]
    gone = ({"loan": (("L1",), ("L2",))}, {"loan": (("L2",), ("L3",))})
    assert differences({}, {}, deleted=gone) == [
        "Loan 'L3' was deleted",
        "Loan 'L1' should have been deleted",
    ]


def test_what_may_change_and_scratch_are_set_aside() -> None:
    a, b = {"loan": [loan("L1", due="a")]}, {"loan": [loan("L1", due="b")]}
    assert differences(a, b, may_change={"loan": ("due",)}) == []
    assert differences({}, b, may_change={"loan": None}) == []
    lines = ({"line": [line("L1", 1)], **a}, {"line": [line("L2", 1)], "loan": [loan("L2")]})
    assert differences(*lines, may_change={"loan": None}) == []
    seen = {"member": {("M1",): {"seen": 1}}}
    assert differences({}, {}, ({}, seen)) == []
    gone = ({}, {"loan": (("L2",),)})
    assert differences({}, {}, deleted=gone, may_change={"loan": None}) == []


# Answers that are automatic keys and times.


def own(wanted: Rows, made: Rows, answer: Answer) -> Any:
    expected = Expected({t: tuple(rows) for t, rows in wanted.items()})
    changes = Changes({t: dict(rows) for t, rows in made.items()})
    return own_answer(answer, Rubric("t", expected=expected), ENTITIES, changes).value


KEYS = Answer(["L8", "x", "L9"], "text", ("loan", "id"), created=(("loan", 0), None, ("loan", 1)))


def test_an_automatic_key_is_that_of_the_agents_own_row() -> None:
    solution = {"loan": [loan("L8", due="a"), loan("L9", due="b")]}
    assert own(solution, solution, KEYS) == ["L8", "x", "L9"]
    assert own(solution, {"loan": [loan("L3", due="b"), loan("L4", due="a")]}, KEYS) == [
        "L4",
        "x",
        "L3",
    ]
    assert own(solution, {"loan": [loan("L3", due="c"), loan("L4", due="a")]}, KEYS) == [
        "L4",
        "x",
        "L3",
    ]
    assert own(solution, {"loan": [loan("L3", due="c"), loan("L4", due="d")]}, KEYS) == [
        "L3",
        "x",
        "L4",
    ]
    assert own(solution, {"loan": [loan("L3", due="b")]}, KEYS) == ["L8", "x", "L3"]
    assert own(solution, {}, KEYS) == ["L8", "x", "L9"]


def test_an_automatic_time_is_that_of_the_agents_own_row() -> None:
    time = Answer("a", "datetime", ("loan", "taken_at"), created=(("loan", 0),))
    assert (
        own({"loan": [loan("L8", taken_at="a")]}, {"loan": [loan("L3", taken_at="b")]}, time) == "b"
    )


@pytest.mark.parametrize("all_known", [True, False])
def test_keys_of_other_new_rows_are_automatic_too(all_known: bool) -> None:
    wanted = {"note": [note(1, "L8", 1, "a"), note(2, "L8", 1, "b")]}
    if all_known:
        wanted["loan"] = [loan("L8")]
    made = {"note": [note(5, "L3", 1, "b"), note(6, "L3", 1, "a")], "loan": [loan("L3")]}
    answer = Answer(1, "int", ("note", "id"), created=(("note", 0),))
    assert own(wanted, made, answer) == 6


def test_an_answer_without_new_rows_stays_as_it_is() -> None:
    answer = replace(KEYS, created=())
    assert own_answer(answer, Rubric("t"), ENTITIES, Changes()) is answer
