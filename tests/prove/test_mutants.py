"""Mutants of solutions: what they are, and that the same end by another way is told from another end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

import awmc
from awmc.driver import compile_text
from awmc.prove.equivalence import same_end
from awmc.prove.extras import extra_writes
from awmc.prove.live import Live
from awmc.prove.mutants import one_change, sampled
from awmc.prove.plans import Call, Plan, solution_of
from awmc.prove.solvable import solve
from awmc.prove.stage import Stage
from awmc.prove.tasks import prove_tasks
from awmc.prove.wrong_answers import wrong_answers
from awmc.runtime.environment import Environment

ODD = """
environment odd "Everything that the library does not have" { clock 2026-03-02T09:00:00 }
entity Cell { key x: int  key y: int  ink: text?  tags: [text] = [] }
entity Mark { auto key id: int  cell: Cell  n: decimal(3)  far: float  at: time = 09:30  day: date? }
state Count { n: int = 0 }
tool paint(cell: Cell, ink: text?, tags: [text] = []) { set cell { ink, tags } }
tool mark(cell: Cell, n: decimal(3), far: float, day: date, at: time = 10:00) {
  return create Mark { cell, n, far, at, day }
}
tool wipe(mark: Mark) { delete mark }
tool levels(of: {text: int}) { set Count.n = len(of) }
tool done() ends "Stop" { set Count.n = -1 }
data Cell (x, y, ink) { 1, 1, none; 1, 2, "red"; 2, 1, none; }
task paint_it for c in Cell {
  instruction "Paint {c.x}, {c.y} blue."
  solution { call paint(cell = c, ink = "blue", tags = ["a", "b"]) }
  goal { require c.ink == "blue" }
}
task everything {
  instruction "Mark 1, 1, then stop. What is its number, and how far is it?"
  solution {
    call mark(cell = Cell(1, 1), n = 2.5, far = 1e308, day = 9999-12-31, at = 23:30)
    call mark(cell = Cell(1, 2), n = -1, far = 0, day = 0001-01-01)
    call levels(of = { 'a': 1 })
    call done()
  }
  answer first(m.id for m in Mark)
  answer first(m.far for m in Mark)
  answer [m.day ?? today() for m in Mark]
}
"""

GENERATED = Path(__file__).parents[2] / "generated"


@pytest.fixture(scope="module")
def library() -> Iterator[Environment]:
    with awmc.load(GENERATED / "library") as environment:
        yield environment


@pytest.fixture
def errands(library: Environment) -> Iterator[Stage]:
    with Stage(library, "monday_errands") as stage:
        yield stage


def plans_of(stage: Stage) -> list[Plan]:
    live = Live(stage.episode)
    random = Random(7)
    first = extra_writes(stage, (), random)
    last = extra_writes(stage, stage.solution, random)
    return one_change(stage, live, first, last, [])


def test_no_mutant_is_played_twice_and_none_is_the_solution(errands: Stage) -> None:
    calls = [[str(call) for call in plan.calls] for plan in plans_of(errands)]
    assert len(calls) == len({"; ".join(plan) for plan in calls})
    assert [str(call) for call in errands.solution] not in calls


def test_a_sample_has_every_kind(errands: Stage) -> None:
    plans = plans_of(errands)
    kept = sampled(plans, 30, Random(1))
    assert len(kept) == 30
    assert {plan.kind for plan in kept} == {plan.kind for plan in plans}


def test_each_argument_takes_values_that_let_its_call_succeed(errands: Stage) -> None:
    changed = [plan for plan in plans_of(errands) if plan.kind == "argument"]
    mutated = {name for call in errands.solution for name in call.arguments}
    assert mutated == {name for name in mutated if any(f" {name} " in p.change for p in changed)}
    assert sum(all(errands.probe(plan.calls)) for plan in changed) > len(changed) / 2


def test_extra_writes_undo_what_the_solution_made(library: Environment) -> None:
    with Stage(library, "bigger_room") as stage:
        last = extra_writes(stage, stage.solution, Random(7))
        undo = Call("cancel_booking", {"booking_id": "K0003"})
        assert undo in last
        assert stage.play(Plan("extra write", "", (*stage.solution, undo))).verdict.reward == 0.0


def test_another_order_with_the_same_end_is_equivalent(errands: Stage) -> None:
    solved, findings = solve(errands)
    one, two, *rest = errands.solution
    swapped = errands.play(Plan("swapped", "", (two, one, *rest)))
    short = errands.play(Plan("left out", "", (one, *rest)))
    assert findings == []
    assert same_end(errands.rubric, errands.entities, solved.changes, swapped.changes)
    assert not same_end(errands.rubric, errands.entities, solved.changes, short.changes)


def test_other_words_are_the_same_note_and_another_note_is_not(library: Environment) -> None:
    with Stage(library, "too_young") as stage:
        solved, _ = solve(stage)
        (call,) = stage.solution
        reworded = stage.play(Plan("argument", "", (call.with_argument("message", "She is 12"),)))
        second = stage.play(Plan("repeated", "", (call, call)))
        assert same_end(stage.rubric, stage.entities, solved.changes, reworded.changes)
        assert not same_end(stage.rubric, stage.entities, solved.changes, second.changes)


@pytest.mark.parametrize("name", ["library", "bank", "food_delivery"])
def test_no_wrong_answer_earns_anything_of_its_own(name: str) -> None:
    """One instance a family: the solution with an answer that is nearly right."""
    with awmc.load(GENERATED / name) as environment:
        families = {task["family"]: task for task in reversed(environment.tasks())}
        for task in families.values():
            with Stage(environment, task["id"]) as stage:
                live = Live(stage.episode)
                solved, _ = solve(stage)
                plans = wrong_answers(live, solution_of(task), solved.answers)
                assert bool(plans) == bool(task["answers"])
                assert [p.change for p in plans if stage.play(p).verdict.reward] == []


def test_a_spec_with_other_types_is_proven_too() -> None:
    compiled = compile_text(ODD, "odd.awm")
    assert compiled.package is not None, compiled.diagnostics
    with Environment.from_files(compiled.package.files) as environment:
        painted, everything = prove_tasks(environment).families
    # nothing of the goal looks at the tags, and the frame lets them change with the ink
    assert {survivor.kind for survivor in painted.survivors} == {"argument"}
    assert all("tags" in survivor.change for survivor in painted.survivors)
    assert everything.count.share == 1.0
    assert all(clause.falsified for clause in (*painted.clauses, *everything.clauses))
