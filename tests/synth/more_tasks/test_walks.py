"""What is promised of every walk, over the corpus."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from awmc.driver import Options, compile_file
from awmc.prove.plans import Call
from awmc.runtime.loader import load_files
from awmc.synth.more_tasks.bench import Bench, World
from awmc.synth.more_tasks.describing import described
from awmc.synth.more_tasks.lookups import Finder, Step
from awmc.synth.more_tasks.novelty import signature_of_task
from awmc.synth.more_tasks.places import leaves, value_at
from awmc.synth.more_tasks.values import Fact, says
from awmc.synth.more_tasks.walks import LONGEST, SHORTEST, is_minimal, renews, rewrites, walks
from tests.synth.more_tasks.worlds import SPECS, drawn, world


@pytest.mark.parametrize("name", SPECS)
def test_it_replays(name: str) -> None:
    assert drawn(name)
    for walk in drawn(name):
        assert SHORTEST <= len(walk.steps) <= LONGEST
        with Bench(world(name), walk.actor) as bench:
            results = bench.play(walk.calls)
            assert all(result.ok for result in results)
            assert [result.value for result in results] == [step.value for step in walk.steps]


@pytest.mark.parametrize("name", SPECS)
def test_it_is_minimal(name: str) -> None:
    """Without any one of its writes it comes to something else; and each call that only reads is used, or asked about."""
    for walk in drawn(name):
        used = {origin.step for step in walk.steps for origin in step.origins.values()}
        with Bench(world(name), walk.actor) as bench:
            whole = bench.net_after(walk.calls)
            assert bool(whole) == walk.writes
            for n, step in enumerate(walk.steps):
                if step.writes:
                    assert bench.net_after(walk.calls[:n] + walk.calls[n + 1 :]) != whole
                else:
                    assert n in used or (n == len(walk.steps) - 1 and walk.asked is not None)


@pytest.mark.parametrize("name", SPECS)
def test_every_argument_can_be_known(name: str) -> None:
    """It is said, the actor's own, or stands in an earlier result at the place that is named."""
    for walk in drawn(name):
        taken = world(name).graph.taken
        me = walk.actor
        for n, step in enumerate(walk.steps):
            said = [fact.value for _, fact in step.facts] + [f.value for f in walk.facts]
            for argument, value in step.call.arguments.items():
                if argument not in {one.argument for one in taken[step.call.tool]}:
                    assert value in said or isinstance(value, bool | list | dict), step.call
                    continue
                origin = step.origins[argument]
                if origin.kind == "read":
                    assert origin.step < n
                    assert value_at(walk.steps[origin.step].value, origin.place) == value
                elif origin.kind == "me":
                    assert value == me
                else:
                    assert value in said


@pytest.mark.parametrize("name", SPECS)
def test_nothing_hidden_and_no_key_has_to_be_said(name: str) -> None:
    for walk in drawn(name):
        with Bench(world(name), walk.actor) as bench:
            for fact in walk.facts:
                assert fact.shown not in bench.hidden_texts
                assert not bench.is_internal(fact.value)


@pytest.mark.parametrize("name", SPECS)
def test_what_is_said_tells_a_row_from_the_others(name: str) -> None:
    """Of the list that a key is read from, no other item has all that is said and shown there."""
    for walk in drawn(name):
        for step in walk.steps:
            for argument, origin in step.origins.items():
                if origin.kind != "read" or walk.steps[origin.step].writes:
                    continue
                numbers = [n for n, part in enumerate(origin.place) if isinstance(part, int)]
                if not numbers:
                    continue
                items = value_at(walk.steps[origin.step].value, origin.place[: numbers[-1]])
                said = [fact.value for of, fact in step.facts if of == argument]
                said += [fact.value for fact in walk.facts if not step.writes]
                told = [sum(v in said for _, v in leaves(item)) for item in items]
                mine = told.pop(int(origin.place[numbers[-1]]))
                assert not told or mine > max(told) or not step.facts, (step.call, argument)


@pytest.mark.parametrize("name", SPECS)
def test_it_is_new(name: str) -> None:
    signatures = [walk.signature for walk in drawn(name)]
    assert len(set(signatures)) == len(signatures)
    first = {task["family"]: task["id"] for task in reversed(world(name).runtime.tasks())}
    for task in first.values():
        assert signature_of_task(world(name), task) not in signatures


def test_a_seed_gives_the_same_walks() -> None:
    assert tuple(islice(walks(world("library")), 3)) == drawn("library")[:3]


def test_what_the_answer_is_need_not_be_said() -> None:
    for walk in drawn("library"):
        if walk.asked is not None:
            assert not any(fact.value == walk.asked.value for fact in walk.facts)


@pytest.mark.parametrize(
    ("text", "fact", "holds"),
    [
        ("by 2 March, at ten past: 10:10", Fact("at", "", "datetime", "2026-03-02T10:10:00"), True),
        ("by 3 March, 10:10", Fact("at", "", "datetime", "2026-03-02T10:10:00"), False),
        ("three more", Fact("n", "3", "int", 3), True),
        ("13 more", Fact("n", "3", "int", 3), False),
        ("two teapots", Fact("p", "Teapot", "text", "Teapot"), True),
        ("the DUNE copy", Fact("p", "Dune", "text", "Dune"), True),
        ("the dunes of Dunedin", Fact("p", "Dune City", "text", "Dune City"), False),
        ("send $1,040.50", Fact("a", "1040.50", "decimal", 1040.5), True),
        ("send 1040", Fact("a", "1040.50", "decimal", 1040.5), False),
        ("it's in transit", Fact("s", "in transit", "enum", "in_transit"), True),
        ("Zoë’s “Café {x}”", Fact("p", "Café {x}", "text", "Café {x}"), True),
    ],
)
def test_a_fact_is_found_as_people_say_it(text: str, fact: Fact, holds: bool) -> None:
    assert says(text, fact) == holds


TWINS = [
    {"id": "L1", "book": {"id": "B1", "title": "Dune"}, "due": "2026-03-02", "renewals": 0},
    {"id": "L2", "book": {"id": "B1", "title": "Dune"}, "due": "2026-03-09", "renewals": 0},
    {"id": "L3", "book": {"id": "B2", "title": "Emma"}, "due": "2026-03-09", "renewals": 0},
    {"id": "L4", "book": {"id": "B3", "title": "Dune Messiah"}, "due": "2026-04-01", "renewals": 0},
]


@pytest.mark.parametrize(
    ("items", "at", "told"),
    [
        (TWINS, 0, ["Dune", "2026-03-02"]),
        (TWINS, 1, ["Dune", "2026-03-09"]),
        (TWINS, 2, ["Emma"]),
        (TWINS[:1], 0, ["Dune"]),
        # who says "Dune" might mean either
        (TWINS[2:] + TWINS[:1], 2, ["Dune", "2026-03-02"]),
        ([TWINS[0], {**TWINS[0], "id": "L9"}], 0, None),
    ],
)
def test_a_row_is_described_so_that_it_is_known(
    items: list[object], at: int, told: list[str] | None
) -> None:
    """By its name and as little else as will do; not at all where only its key tells it from another."""
    with Bench(world("library"), "M0001") as bench:
        facts = described(bench, "my_loans", items, (at, "id"))
    assert (facts and [fact.shown for fact in facts]) == told


def test_a_call_that_another_undoes_or_covers_is_none() -> None:
    first = Call("update_profile", {"phone": "555 1111"})
    second = Call("update_profile", {"phone": "555 2222"})
    with Bench(world("library"), "M0001") as bench:
        assert is_minimal(bench, (first,), [0], bench.net_after((first,)))
        assert not is_minimal(bench, (first, second), [0, 1], bench.net_after((first, second)))


def test_nobody_takes_back_what_was_just_made() -> None:
    made = Step(Call("ask_desk", {"topic": "other", "message": "Hello"}), {}, writes=True)
    with Bench(world("library"), "M0001") as bench:
        copy = next(row for row in bench.episode.rows("Copy") if bench.call(_borrow(row)).ok)
        loan = next(key for (key,) in bench.changes().created["loan"])
        back = Step(Call("return_book", {"loan_id": loan}), {}, writes=True)
        borrowed = Step(_borrow(copy), {}, writes=True)
        assert rewrites(bench, [borrowed, back])
        assert not rewrites(bench, [borrowed, made])


FESTIVAL = """
environment festival "Films" { clock 2026-03-02T09:00:00  actor Guest }
entity Guest { key id: text  has seats: [Seat] by guest }
entity Show { key id: text  title: text  day: date }
entity Seat { auto key id: text = "T{n:03}"  guest: Guest  show: Show  returned: bool = false }
tool shows(limit: int(1..50) "How many" = 3) "All shows" {
  return [s.{ id, title, day } for s in Show order by s.id limit limit]
}
tool seats() "My seats" { return [s.{ id, show, returned } for s in me.seats] }
tool book(show: Show "Which") "Book a seat" { let seat = create Seat { guest: me, show }  return seat }
tool give_back(seat: Seat "Which") "Give a seat back" { require not seat.returned else "It is"  set seat.returned = true }
data Guest (id) { "g" }
data Show (id, title, day) {
  "s1", "Dune", 2026-03-03; "s2", "Emma", 2026-03-04; "s3", "Alien", 2026-03-05; "s4", "Dune", 2026-03-06;
}
data Seat (guest, show) { "g", "s1"; "g", "s2" }
task book_one { actor "g"  instruction "Book Alien."  solution { call book(show = "s3") } }
"""


@pytest.fixture(scope="module")
def festival(tmp_path_factory: pytest.TempPathFactory) -> World:
    path = tmp_path_factory.mktemp("festival") / "festival.awm"
    path.write_text(FESTIVAL)
    return compiled(path)


def compiled(path: Path) -> World:
    checked = compile_file(path, Options(lint=False))
    assert checked.environment is not None and checked.package is not None
    return World(checked.environment, load_files(checked.package.files))


def test_a_row_is_told_from_those_of_the_next_page(festival: World) -> None:
    """Who says "Dune" might mean the one that a longer list shows."""
    with Bench(festival, "g") as bench:
        said = {}
        for show in ("s1", "s2"):
            found = Finder(bench).arguments(festival.tools["book"], {"show_id": show})
            assert found is not None
            said[show] = [fact.shown for _, fact in found[1]]
    assert said == {"s1": ["Dune", "2026-03-03"], "s2": ["Emma"]}


def test_nobody_books_again_what_was_just_given_back(festival: World) -> None:
    back = Step(Call("give_back", {"seat_id": "T001"}), {}, writes=True)
    same = Step(Call("book", {"show_id": "s1"}), {}, writes=True)
    other = Step(Call("book", {"show_id": "s3"}), {}, writes=True)
    with Bench(festival, "g") as bench:
        assert renews(bench, [back, same])
        assert not renews(bench, [back, other]) and not renews(bench, [same, back])


def _borrow(copy: dict[str, object]) -> Call:
    return Call("borrow", {"copy_barcode": copy["barcode"]})


LISTED = """
environment yard "Boats" { clock 2026-03-02T09:00:00  actor Guest }
entity Guest { key id: text }
entity Boat { key id: text  name: text  made: date  tons: int  derive due: date = made + days(900) }
tool boats() "All boats" { return [b.{ id, name, made, due } for b in Boat order by b.id] }
tool boat(boat: Boat "Which") "One boat" { return boat.{ name, made, due, tons } }
tool sink(boat: Boat "Which") "Sink a boat" { delete boat }
data Guest (id) { "g" }
data Boat (id, name, made, tons) { "b1", "Mary", 2024-03-03, 120; "b2", "Anne", 2024-09-01, 340; "b3", "Jo", 2025-01-01, 77; }
task sink_one { actor "g"  instruction "Sink Jo."  solution { call sink(boat = "b3") } }
"""


def test_nobody_looks_at_a_row_for_what_the_list_tells(tmp_path: Path) -> None:
    path = tmp_path / "yard.awm"
    path.write_text(LISTED)
    asked = [walk.asked for walk in islice(walks(compiled(path)), 6) if not walk.writes]
    assert {one.place_text for one in asked if one is not None} == {"tons"}
