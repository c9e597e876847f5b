"""What users of a world want done: with models that do as they are told, models that do not, and kills."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awmc.endpoint.completions import ModelError, Usage
from awmc.synth.asking import Question, Reply
from awmc.synth.budget import Budget, Limits, Spent
from awmc.synth.lines import Written, line_of, read_tasks
from awmc.synth.named import task_name
from awmc.synth.prompts import Prompts
from awmc.synth.records import Scenario, WantedTask, WantedTasks
from awmc.synth.tasks import KINDS, NoTasks, Untold, all_tasks, shares, wanted_tasks
from tests.synth.fakes import Journal, Killed, lines, no_limit, words_of, world

PROMPTS = Prompts()
SHED = Scenario(name="shed", description="Members lend bikes to each other")
WORLDS = [Scenario(name=f"shed_{n}", description=f"Shed {n}") for n in range(4)]


def wanted(answers: Callable[[Question], str], count: int) -> tuple[WantedTasks, Journal]:
    journal = Journal(answers)
    return asyncio.run(wanted_tasks(SHED, count, journal, no_limit(), PROMPTS)), journal


def task(number: int, kind: str = "steps") -> dict[str, object]:
    return {"name": f"task_{number}", "kind": kind, "description": world(number)["description"]}


def kinds_asked(question: Question) -> dict[str, int]:
    return {kind: int(n) for n, kind in re.findall(r"(\d+) `(\w+)`", words_of(question))}


def obedient(question: Question) -> str:
    """Tasks of the kinds that are asked for; those that there are come again, and the last line is cut off."""
    there = len(re.findall(r"^- task_\d+:", words_of(question), re.MULTILINE))
    kinds = [kind for kind, n in kinds_asked(question).items() for _ in range(n)]
    told = [task(place) for place in range(there)]
    told += [task(there + place, kind) for place, kind in enumerate(kinds)]
    return lines(told)[: -10 if len(kinds) > 1 else None]


@given(st.integers(0, 200))
def test_the_shares_of_kinds_add_up(count: int) -> None:
    parts = shares(count)
    assert sum(parts.values()) == count
    assert all(abs(n - count * KINDS[kind] / 10) < 1 for kind, n in parts.items())


@pytest.mark.parametrize("count", [1, 2, 7, 10, 15])
def test_what_is_missing_is_asked_for_again_by_kind(count: int) -> None:
    tasks, journal = wanted(obedient, count)
    assert [one.name for one in tasks.tasks] == [f"task_{n}" for n in range(count)]
    kinds = [(one.model_extra or {})["kind"] for one in tasks.tasks]
    assert {kind: kinds.count(kind) for kind in KINDS} == shares(count)
    assert sum(kinds_asked(journal.asked[-1]).values()) <= 1
    assert journal.asked[0].about == "shed" and SHED.description in words_of(journal.asked[0])


def test_more_of_one_kind_than_its_share_leaves_less_for_the_others() -> None:
    def one_kind(question: Question) -> str:
        return lines([task(n, "lookup") for n in range(8)])

    tasks, journal = wanted(one_kind, 10)
    assert len(tasks.tasks) == 8
    assert sum(kinds_asked(journal.asked[-1]).values()) == 2


def test_near_duplicates_and_names_that_come_again_are_dropped() -> None:
    said = [
        {"name": "renew", "kind": "change", "description": "Renew a given loan of a bike"},
        {"name": "renew_loan", "kind": "change", "description": "Renew the given loan of bikes"},
        {"name": "renew", "kind": "lookup", "description": "Count all repairs of this year"},
        {"name": "Other One!", "kind": "odd", "description": "Find the cheapest free tandem"},
        {"name": "none", "description": "Tell when the shed opens"},
        {"name": 4, "description": "x"},
        {"name": "empty", "description": ""},
    ]
    tasks, _ = wanted(lambda q: "Sure!\n```json\n" + json.dumps(said) + "\n```", 9)
    assert [one.name for one in tasks.tasks] == ["renew", "other_one", "none_task"]
    assert all(task_name(one.name) == one.name for one in tasks.tasks)


@pytest.mark.parametrize(
    "said", ["", "Here are my ideas: renew a loan.", "{" * 999, "[1, 2]", "{}"]
)
def test_a_model_that_names_no_task_is_told_with_its_words(said: str) -> None:
    with pytest.raises(
        NoTasks, match="shed: 2 answers of the model named no task: its last answer"
    ):
        wanted(lambda q: said, 5)


def test_no_more_than_were_asked_for_are_taken() -> None:
    tasks, journal = wanted(lambda q: lines([task(n) for n in range(10_000)]), 6)
    assert len(tasks.tasks) == 6 and len(journal.asked) == 1


# --- many scenarios


class Run:
    """One run of the step on a file, as the command makes it."""

    def __init__(
        self, path: Path, ask: Journal, budget: Callable[[str], Budget] = no_limit
    ) -> None:
        self.path, self.ask, self.budget = path, ask, budget
        self.failed: list[Untold] = []

    def go(self) -> list[WantedTasks]:
        written = Written(self.path)
        have = read_tasks(self.path) if self.path.exists() else []

        def told(one: WantedTasks | Untold) -> None:
            if isinstance(one, Untold):
                self.failed.append(one)
            else:
                written.add(one, one.scenario)

        return asyncio.run(all_tasks(WORLDS, have, 5, self.ask, self.budget, PROMPTS, told))


def test_a_kill_at_any_question_costs_nothing_twice(tmp_path: Path) -> None:
    whole = Journal(obedient)
    tasks = Run(tmp_path / "whole.jsonl", whole).go()
    assert [one.scenario for one in tasks] == [one.name for one in WORLDS]
    for lives in range(1, len(whole.asked) + 1):
        journal = Journal(obedient, lives)
        run = Run(tmp_path / f"{lives}.jsonl", journal)
        with pytest.raises(Killed):
            run.go()
        journal.lives = None
        assert run.go() == tasks
        assert len(journal.asked) == len(whole.asked)
        assert sorted(map(line_of, read_tasks(run.path))) == sorted(map(line_of, tasks))


def test_lines_that_a_person_edited_stay_and_are_not_asked_about(tmp_path: Path) -> None:
    run = Run(tmp_path / "t.jsonl", Journal(obedient))
    mine = WantedTasks(
        scenario="shed_2", tasks=(WantedTask(name="mine", description="What I want"),)
    )
    run.path.write_text(line_of(mine))
    assert run.go()[2] == mine
    assert {question.about for question in run.ask.asked} == {"shed_0", "shed_1", "shed_3"}


def test_the_failure_of_one_scenario_leaves_the_others_alone(tmp_path: Path) -> None:
    def answer(question: Question) -> str:
        if question.about == "shed_1":
            return "No."
        if question.about == "shed_3":
            raise ModelError("it timed out")
        return obedient(question)

    run = Run(tmp_path / "t.jsonl", Journal(answer))
    assert [one.scenario for one in run.go()] == ["shed_0", "shed_2"]
    assert {one.scenario: one.why[:14] for one in run.failed} == {
        "shed_1": "shed_1: 2 answ",
        "shed_3": "it timed out",
    }
    run.ask.answers = obedient
    assert [one.scenario for one in run.go()] == ["shed_0", "shed_2", "shed_3"]  # "No." is paid for


def test_a_spent_budget_is_told_by_scenario(tmp_path: Path) -> None:
    class Counting(Journal):
        async def __call__(self, question: Question, budget: Budget) -> Reply:
            budget.check()
            reply = await super().__call__(question, budget)
            budget.spend(Spent(Usage(requests=1)))
            return reply

    whole = Budget(Limits(requests=3))
    run = Run(tmp_path / "t.jsonl", Counting(obedient), lambda name: Budget(Limits(), whole, name))
    done = {one.scenario for one in run.go()}
    assert {one.scenario for one in run.failed} == {one.name for one in WORLDS} - done
    told = "the run has spent its 3 requests: allow more with --total-requests"
    assert {one.why for one in run.failed} == {told}


def test_a_hopeless_endpoint_ends_the_step(tmp_path: Path) -> None:
    def refuse(question: Question) -> str:
        raise ModelError("refuses the key", hopeless=True)

    with pytest.raises(ModelError, match="refuses the key"):
        Run(tmp_path / "t.jsonl", Journal(refuse)).go()
