"""The initial rows: the same every time, rules kept, broken ones reported or counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from .building import HEADER, built

PEOPLE = """
entity Person { key id: text  name: text(1..20)  unique email: text  boss: Person? }
entity Room { key id: int  seats: int(1..100) }
entity Booking {
  auto key id: text = "B{n:03}"
  room: Room  person: Person  day: date  starts: time  ends: time
  @check (starts < ends) else "{starts} is not before {ends}"
  @check (person.boss != none) else "Only those with a boss book rooms"
  @no_overlap (room, day) starts..ends
}
"""
SOME = """
data Room (id, seats) { 1, 4; 2, 8 }
data Person (id, name, email, boss) { "a", "Ana", "a@x", none; "b", "Bo", "b@x", "a" }
"""
RANDOM = (
    PEOPLE
    + SOME
    + """
data Person for i in range(20) { id: "p{i}", name: fake_name(), email: fake_email(), boss: pick(Person) }
data Booking for i in range(40) {
  room: pick(Room), person: pick(Person), day: rand_date(2026-01-01, 2026-01-05), starts: 09:00, ends: 10:00
}
"""
)


def test_two_builds_are_equal(tmp_path: Path) -> None:
    first, second = (built(RANDOM, tmp_path).build for _ in range(2))
    assert first == second
    assert list(first.rows["Booking"][0]) == ["id", "room_id", "person_id", "day", "starts", "ends"]


def test_the_seed_changes_the_rows(tmp_path: Path) -> None:
    other = HEADER.replace("}", "seed 5 }")
    assert built(RANDOM, tmp_path).build.rows != built(RANDOM, tmp_path, other).build.rows


def test_a_new_block_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    more = "data Room for i in range(3) { id: 10 + i, seats: rand_int(1, 9) }\n"
    before = built(
        PEOPLE + SOME + "data Room for i in range(3) { id: 20 + i, seats: rand_int(1, 99) }",
        tmp_path,
    )
    after = built(
        PEOPLE
        + SOME
        + "data Room for i in range(3) { id: 20 + i, seats: rand_int(1, 99) }"
        + "data Person for i in range(3) { id: 'q{i}', name: fake_name(), email: fake_email() }"
        + more,
        tmp_path,
    )
    assert after.build.rows["Room"][: len(before.build.rows["Room"])] == before.build.rows["Room"]


def test_generated_rows_that_break_a_rule_are_left_out_and_counted(tmp_path: Path) -> None:
    made = built(RANDOM, tmp_path).build
    kept = made.rows["Booking"]
    places = {(row["room_id"], row["day"]) for row in kept}
    assert len(places) == len(kept) <= 10
    assert all(row["person_id"] != "a" for row in kept)
    assert sum(int(line.split(" of ")[0]) for line in made.dropped) == 40 - len(kept)
    assert [row["id"] for row in kept] == [f"B{n:03}" for n in range(1, len(kept) + 1)]
    assert made.numbers["booking"] == len(kept)


def test_tables_may_refer_to_later_rows(tmp_path: Path) -> None:
    text = """
    entity Node { key id: int  next: Node?  tag: Tag? }
    entity Tag { key name: text  main: Node }
    data Node (id, next, tag) { 1, 2, "x"; 2, 1, none; 3, 3, "y" }
    data Tag (name, main) { "x", 3; "y", 1 }
    """
    rows = built(text, tmp_path).build.rows
    assert [(row["id"], row["next_id"], row["tag_name"]) for row in rows["Node"]] == [
        (1, 2, "x"),
        (2, 1, None),
        (3, 3, "y"),
    ]


def test_a_state_has_one_row_without_data(tmp_path: Path) -> None:
    text = 'state Game { turns: int = 3  board: [text] = ["a"] }\nstate Other { n: int = 1 }\ndata Other { n: 7 }'
    rows = built(text, tmp_path).build.rows
    assert rows["Game"] == ({"turns": 3, "board": ["a"]},)
    assert rows["Other"] == ({"n": 7},)


def test_auto_keys_go_on_after_given_ones(tmp_path: Path) -> None:
    text = """
    entity A { auto key id: text = "A{n:03}"  x: int }
    data A (id, x) { "A007", 1; "B1", 2 }
    data A (x) { 3; 4 }
    data A for i in range(2) { x: i }
    """
    made = built(text, tmp_path).build
    keys = [row["id"] for row in made.rows["A"]]
    assert keys == ["A007", "B1", "A008", "A009", "A010", "A011"]
    assert made.numbers == {"a": 11}


BAD = """
data Room (id, seats) { 1, 4 }
data Person (id, name, email, boss) { "a", "Ana", "a@x", none; "b", "Bo", "b@x", "a" }
"""


def test_a_row_that_generated_rows_break_is_told_with_them(tmp_path: Path) -> None:
    """A table's row is not to blame where too many rows were made beside it."""
    text = """
    entity Show { key id: int  size: int  has seats: [Seat] by show  @check (count(s for s in seats) <= size) }
    entity Seat { auto key id: int  show: Show RULE }
    data Show (id, size) { 1, 3 }
    data Seat for i in range(9) { show: 1 }
    """
    (broken,) = built(text.replace("RULE", ""), tmp_path).found
    assert broken.name == "constraint-broken" and broken.help is not None
    assert "rows of `Seat` may be what breaks it" in broken.help
    made = built(
        text.replace("RULE", "@check (count(s for s in show.seats) <= show.size)"), tmp_path
    )
    assert len(made.build.rows["Seat"]) == 3


@pytest.mark.parametrize(
    ("rows", "name", "said"),
    [
        (
            'data Person (id, name, email) { "x", "X", "x@x"; "x", "Y", "y@x" }',
            "duplicate-key",
            "row 2",
        ),
        (
            'data Person (id, name, email) { "x", "X", "a@x" }',
            "constraint-broken",
            "column `email`",
        ),
        (
            'data Person (id, name, email, boss) { "x", "X", "x@x", "zz" }',
            "unknown-row",
            "column `boss_id`",
        ),
        (
            'data Person (id, name, email) { "x", "{pad(\'X\', 50)}", "x@x" }',
            "constraint-broken",
            "column `name`",
        ),
        (
            'data Booking (room, person, day, starts, ends) { 1, "b", 2026-01-01, 10:00, 09:00 }',
            "constraint-broken",
            "10:00 is not before 09:00",
        ),
        (
            'data Booking (room, person, day, starts, ends) { 1, "a", 2026-01-01, 09:00, 10:00 }',
            "constraint-broken",
            "Only those with a boss",
        ),
        (
            'data Booking (room, person, day, starts, ends) { 1, "b", 2026-01-01, 09:00, 11:00; 1, "b", 2026-01-01, 10:00, 12:00 }',
            "constraint-broken",
            "row 2",
        ),
        (
            'data Person (id, name, email) { "x", "X{10 // (1 - 1)}", "x@x" }',
            "data-failed",
            "`name`",
        ),
        (
            'data Person for i in range(3) { id: "{i}", name: "{1 // i}", email: "" }',
            "data-failed",
            "`name`",
        ),
        (
            "data Room for i in range(3) { id: pick([x for x in [1] if i < 2]), seats: 1 }",
            "data-failed",
            "`id`",
        ),
        ("data Room for i in range(3) { id: i + 5, seats: i - 3 }", "nothing-generated", "3"),
        ("data Room for i in range(9000000) { id: i, seats: 1 }", "too-many-rows", "100000"),
        (
            "data Room for i in range(9000000) order by i { id: i, seats: 1 }",
            "data-too-slow",
            "5000000",
        ),
        (
            "data Room for i in range(5000) { id: i + 9, seats: 1 + count(r for r in Room for q in Room) % 2 }",
            "data-too-slow",
            "5000000",
        ),
        (
            'data Person for i in range(90) { id: "{i}", name: "n", email: "{i}{pad(\'\', 900000)}" }',
            "limit-exceeded",
            "text",
        ),
    ],
)
def test_mistakes_in_rows(tmp_path: Path, rows: str, name: str, said: str) -> None:
    reports = built(PEOPLE + BAD + rows, tmp_path).reports
    assert [found for found, _ in reports] == [name]
    assert said in reports[0][1]


def test_one_missing_file_is_one_mistake(tmp_path: Path) -> None:
    text = PEOPLE + BAD.replace("data Room (id, seats) { 1, 4 }", 'data Room from "rooms.csv"')
    more = (
        'data Booking (room, person, day, starts, ends) { 1, "b", 2026-01-01, 09:00, 10:00 }\n'
        "data Booking for r in Room { room: r, person: pick(Person), day: today(), starts: 09:00, ends: 10:00 }"
    )
    assert [name for name, _ in built(text + more, tmp_path).reports] == ["missing-data-file"]


def test_the_rules_hold_over_all_rows(tmp_path: Path) -> None:
    text = """
    entity Order { key id: int  has lines: [Line] by order  @check (count(l for l in lines) > 0) else "An order has lines" }
    entity Line { key id: int  owner order: Order }
    invariant few "There are few lines" { count(l for l in Line) < 3 }
    data Order for i in range(2) { id: i }
    data Line (id, order) LINES
    """
    assert built(text.replace("LINES", "{ 1, 0; 2, 1 }"), tmp_path).reports == []
    ((name, message),) = built(text.replace("LINES", "{ 1, 0 }"), tmp_path).reports
    assert name == "constraint-broken" and "An order has lines" in message
    ((name, message),) = built(text.replace("LINES", "{ 1, 0; 2, 1; 3, 1 }"), tmp_path).reports
    assert name == "invariant-broken" and "There are few lines" in message


def test_the_rows_are_named_of_which_an_invariant_does_not_hold(tmp_path: Path) -> None:
    text = """
    entity Slot { key id: text  has visits: [Visit] by slot }
    entity Visit { auto key id: int  slot: Slot }
    invariant one "A slot holds one visit" { all(count(v for v in s.visits) <= 1 for s in Slot) }
    data Slot for i in range(6) { id: "S{i}" }
    data Visit for s in Slot for i in range(2) if s.id != "S1" or i == 0 { slot: s }
    """
    (found,) = built(text, tmp_path).found
    assert found.name == "invariant-broken"
    assert 'it does not hold of `Slot("S0")`, `Slot("S2")`, `Slot("S3")` and 2 more' in (
        found.help or ""
    )


@pytest.mark.parametrize("row", ["data T (id) { 1 }", "data T for i in range(2) { id: i + 1 }"])
@pytest.mark.parametrize(
    "rule",
    [
        '@check (u.n == 1) else "{10 // u.n}"',
        "@no_overlap (u) a..b if 10 // u.n > 1",
        "@check (10 // u.n > 1)",
    ],
)
def test_a_rule_that_cannot_be_looked_at_is_no_crash(tmp_path: Path, row: str, rule: str) -> None:
    text = f"""
    entity U {{ key id: int  n: int }}
    entity T {{ key id: int  u: U = U(1)  a: int = 1  b: int = 2  {rule} }}
    data U (id, n) {{ 1, 0 }}
    """
    assert built(text + row, tmp_path).reports


def test_intervals_of_numbers_may_begin_at_zero(tmp_path: Path) -> None:
    spans = (
        "entity Slot { auto key id: int  room: int  a: int  b: int?  @no_overlap (room) a..b }\n"
    )
    rows = built(spans + "data Slot (room, a, b) { 1, 2, none; 1, 0, 2; 2, -1, 1; }", tmp_path)
    assert len(rows.build.rows["Slot"]) == 3
