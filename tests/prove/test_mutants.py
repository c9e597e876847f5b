"""Mutants of solutions: what they are, and that the same end by another way is told from another end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

import awmc
from awmc.prove.equivalence import same_end
from awmc.prove.extras import extra_writes
from awmc.prove.live import Live
from awmc.prove.mutants import one_change, sampled
from awmc.prove.plans import Call, Plan, solution_of
from awmc.prove.solvable import solve
from awmc.prove.stage import Stage
from awmc.prove.wrong_answers import wrong_answers
from awmc.runtime.environment import Environment

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
