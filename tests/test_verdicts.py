"""One verdict, whichever way: an episode judged from its journal, and its two files judged by the generated verifier.

Good and bad episodes of every task of every spec in specs/: its solution, changes of it, and nothing; with right, wrong and no answers. Each call
is also judged by the contract verifier of its tool. And by the journal a verdict is what it is by comparing states, after each call.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from awmc.prove.extras import extra_writes
from awmc.prove.live import Live
from awmc.prove.mutants import one_change
from awmc.prove.plans import Plan, solution_of
from awmc.prove.stage import Stage, right_text
from awmc.prove.wrong_answers import wrong_answers
from awmc.runtime import Environment, Episode, load
from awmc.runtime.rubrics import rubric

GENERATED = sorted(path.parent for path in Path("generated").glob("*/manifest.json"))
INSTANCES = 2
"""Of each task."""
MUTANTS = 2
"""Of each instance, beside its solution and doing nothing."""


@pytest.fixture(scope="module", params=GENERATED, ids=lambda path: path.name)
def environment(request: pytest.FixtureRequest) -> Iterator[Environment]:
    with load(request.param) as found:
        yield found


def plans(environment: Environment, task: dict[str, Any]) -> list[Plan]:
    """What is played: good, bad and idle."""
    random = Random(task["id"])
    with Stage(environment, task["id"]) as stage:
        live = Live(stage.episode)
        mutants = one_change(stage, live, [], extra_writes(stage, stage.solution, random), [])
        wrong = wrong_answers(live, stage.solution, stage.rubric.answers)
    solution = Plan("left out", "nothing", solution_of(task))
    idle = Plan("cut short", "everything", ())
    several = random.sample(mutants, min(MUTANTS, len(mutants)))
    return [solution, idle, *several, *wrong[1:2]]


def some_instances(environment: Environment) -> list[dict[str, Any]]:
    """The first few of each task."""
    families: dict[str, list[dict[str, Any]]] = {}
    for task in environment.tasks():
        families.setdefault(task["family"], []).append(task)
    return [task for tasks in families.values() for task in tasks[:INSTANCES]]


def test_both_forms_agree(environment: Environment, tmp_path: Path) -> None:
    verifiers = importlib.import_module(f"{environment.definition.package}.verifiers")
    rewards: list[float] = []
    for task in some_instances(environment):
        for plan in plans(environment, task):
            with environment.episode(task=task["id"]) as episode:
                episode.save(tmp_path / "initial.db")
                play(environment, episode, plan)
                episode.save(tmp_path / "final.db")
                text = right_text(rubric(task).answers) if plan.text is None else plan.text
                verdict = episode.verify(text)
                other = verifiers.TASKS[task["id"]](
                    str(tmp_path / "initial.db"), str(tmp_path / "final.db"), text
                )
                assert verdict.as_json() == other, (task["id"], plan)
                rewards.append(verdict.reward)
    assert len(rewards) >= 20
    assert 0.1 < sum(rewards) / len(rewards) < 0.6


def play(environment: Environment, episode: Episode, plan: Plan) -> None:
    contracts = importlib.import_module(f"{environment.definition.package}.contracts")
    for call in plan.calls:
        with episode.fork() as before:
            result = episode.call(call.tool, dict(call.arguments), side=call.side)
            verify = getattr(contracts, f"verify_{call.tool}", None)
            if verify is not None:
                value = {"error": result.error} if result.error else result.value
                found = verify(before.connection, episode.connection, dict(call.arguments), value)
                assert found.ok, (call, found.differences)


def test_a_verdict_repeated_is_the_same(environment: Environment) -> None:
    task = max(environment.tasks(), key=lambda t: len(t["solution"]))
    with environment.episode(task=task["id"]) as episode:
        for call in solution_of(task)[:-1]:
            episode.call(call.tool, dict(call.arguments), side=call.side)
        before = episode.snapshot()
        text = right_text(rubric(task).answers)
        assert {repr(episode.verify(text)) for _ in range(1000)} == {repr(episode.verify(text))}
        assert episode.snapshot() == before


def test_an_episode_that_goes_on_from_a_file_is_judged_alike(
    environment: Environment, tmp_path: Path
) -> None:
    for task in environment.tasks()[:10]:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.db"
        text = right_text(rubric(task).answers)
        with environment.episode(task=task["id"]) as episode:
            for call in solution_of(task):
                episode.call(call.tool, dict(call.arguments), side=call.side)
            episode.save(path)
            with environment.episode(task=task["id"], file=path) as again:
                assert again.verify(text) == episode.verify(text)
                assert again.verify(text).reward == 1.0


def test_by_its_journal_an_episode_is_judged_as_by_its_states(environment: Environment) -> None:
    """After each call of a solution that writes, then after those of another task's, which change what they should not."""
    others = {task["id"]: task["solution"] for task in environment.tasks()}
    for task in some_instances(environment):
        right = right_text(rubric(task).answers)
        strange = Random(task["id"]).choice(sorted(others))
        with environment.episode(task=task["id"]) as episode:
            both_ways(episode, right)
            for call in (*solution_of(task), *solution_of(environment.task(strange))):
                episode.call(call.tool, dict(call.arguments), side=call.side)
                if not environment.definition.tools[call.tool].read_only:
                    both_ways(episode, right)
            both_ways(episode, f"{right} {' '.join(known_values(episode, task))}")


def both_ways(episode: Episode, text: str) -> None:
    final = episode._final()
    judge = episode.environment.judge
    by_states = judge.verdict(episode.task, replace(final, history=None), text)
    assert judge.verdict(episode.task, final, text) == by_states, (episode.task, text)


def known_values(episode: Episode, task: dict[str, Any]) -> list[str]:
    """Some of the values of the columns that the answers of a task are read from."""
    columns = {answer.column for answer in rubric(task).answers if answer.column}
    found = []
    for table, column in sorted(columns):
        sql = f'SELECT "{column}" FROM "{table}" ORDER BY rowid DESC LIMIT 12'
        found += [str(value) for (value,) in episode.connection.execute(sql)]
    return found
