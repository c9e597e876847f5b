"""What a model is told fits its room, names every code, is the same each time, and says what to write."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awmc.guide.absent import ABSENT, Absent
from awmc.guide.mistakes import MISTAKES
from awmc.synth.feedback import feedback
from awmc.synth.problems import STAGES, Examination, Problem, Wanted
from tests.synth.specs import NEW, broken, look

ROOM = 6_000

WORDS = st.text(max_size=300)
PROBLEMS = st.builds(
    Problem,
    stage=st.sampled_from(STAGES[:-1]),
    code=st.sampled_from(["AWM124", "AWM203", "AWM611", "sharp", "missing-task"]),
    subject=st.sampled_from(["", "tool borrow", "task renew_loan"]),
    message=WORDS,
    text=WORDS,
    line=st.none() | st.integers(1, 999),
    candidates=st.lists(st.text(max_size=9), max_size=3).map(tuple),
    fix=st.text(max_size=80),
)
EXAMINATIONS = st.builds(
    Examination,
    text=st.just(""),
    stage=st.sampled_from(STAGES[:-1]),
    problems=st.lists(PROBLEMS, min_size=1, max_size=30).map(tuple),
    remarks=st.lists(WORDS, max_size=5).map(tuple),
)


@cache
def examined(text: str) -> Examination:
    return look(text)


@given(EXAMINATIONS, st.integers(0, 9_000), st.dictionaries(st.just("AWM124"), st.integers(1, 3)))
def test_it_fits_and_names_each_code_and_is_the_same_again(
    examination: Examination, room: int, again: dict[str, int]
) -> None:
    told = feedback(examination, room=room, again=again)
    assert len(told) <= room
    assert told == feedback(examination, room=room, again=again)
    if room >= 500:
        assert all(code in told for code in examination.codes())


@given(EXAMINATIONS)
def test_with_room_every_problem_is_a_line_of_json_with_its_frame(examination: Examination) -> None:
    told = feedback(examination, room=1_000_000)
    lines = [json.loads(line) for line in told.split("\n") if line.startswith('{"code": ')]
    assert len(lines) >= len(examination.problems)
    assert "not shown" not in told.partition("{")[0]
    for problem in examination.problems:
        assert problem.text.partition("\n")[2].rstrip() in told


def test_what_does_not_fit_is_counted() -> None:
    fields = "".join(f"\n  f{number}: strange{number}kind" for number in range(40))
    text = broken(("status: RepairStatus = waiting", f"status: RepairStatus = waiting{fields}"))
    told = feedback(examined(text), room=1_500)
    assert re.search(r"… and \d+ problems not shown", told)
    assert "AWM202 (40 times)" in told


def test_the_first_of_a_code_is_in_full_and_the_others_are_lines_where_room_is_short() -> None:
    text = broken(
        ("in me.repairs if", "in me.repair if"), ("r in me.repairs if", "r in me.repare if")
    )
    found = examined(text)
    short = feedback(found, room=900)
    assert len(re.findall(r"\^+", short)) == 1
    assert short.count('{"code": "AWM203"') == 2
    assert len(re.findall(r"\^+", feedback(found, room=ROOM))) == 2


def test_a_code_that_comes_back_brings_its_page() -> None:
    found = examined(broken(("set repair.status", "repair.status")))
    assert "## Right" not in feedback(found, room=ROOM)
    told = feedback(found, room=ROOM, again={"AWM124": 2, "AWM999": 4})
    assert "AWM124 was told 2 times before" in told
    assert "set order.paid = true" in told, "the example of `awmc explain`"


def test_a_wish_that_comes_back_says_so() -> None:
    found = look(NEW, wanted=Wanted(tasks=("repaint",)))
    assert "try another way" in feedback(found, room=ROOM, again={"missing-task": 1})


def test_what_is_without_help_brings_its_page_at_once() -> None:
    found = examined(broken(('actor Customer("C1")', 'actor Customer("C9")')))
    assert "## Right" in feedback(found, room=ROOM)


def test_what_a_solution_called_that_does_not_work_is_told() -> None:
    found = examined(broken(("call cancel(repair = r)", 'call cancel(repair = Repair("R002"))')))
    assert 'the calls of its solution: `cancel(repair_id = "R002")`' in feedback(found, room=ROOM)


def test_what_follows_from_others_stands_last() -> None:
    problems = tuple(
        Problem(stage, code, "", "m", "m", line)
        for stage, code, line in (
            ("meaning", "AWM201", 1),
            ("syntax", "AWM101", 90),
        )
    )
    told = feedback(Examination("", "syntax", problems), room=ROOM)
    lines = [json.loads(line)["code"] for line in told.split("\n") if line.startswith("{")]
    assert lines == ["AWM101", "AWM201"]
    assert "may follow from the above" in told


def test_a_clean_spec_needs_no_words() -> None:
    assert feedback(examined(NEW), room=ROOM) == "Nothing is left to repair.\n"


@pytest.mark.parametrize("what", MISTAKES)
def test_the_mistakes_made_first_come_with_what_to_write(what: str) -> None:
    piece = MISTAKES[what]
    found = examined(piece.spec(piece.wrong))
    assert found.problems or found.fixes, "told, or mended without a word"
    told = feedback(found, room=ROOM)
    for problem in found.problems:
        assert problem.code in told
    helped = ("help:", "did you mean", "write", "## Right", "convert", "candidates")
    assert found.fixes or any(one in told for one in helped), told


@pytest.mark.parametrize("absent", ABSENT, ids=lambda absent: absent.what)
def test_what_the_language_lacks_comes_with_what_to_write(absent: Absent) -> None:
    found = examined(absent.piece.spec(absent.piece.wrong))
    (wanted,) = re.findall(r"`([^`]+)`", absent.write)[:1]
    assert found.fixes or wanted in feedback(found, room=ROOM)
