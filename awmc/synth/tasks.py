"""The second step of `awmc gen`: what the users of each world want done, before anybody knows its tables and tools.

In: scenarios, the tasks that there are (a file that a run before wrote and a person may have edited), how many tasks each scenario gets, and a model. Out:
for each scenario its tasks, told as soon as they are whole. Guaranteed: a scenario that has its tasks is not asked about; names are valid and no two of a
scenario are the same; no two descriptions are too near each other; the failure of one scenario is told and leaves the others alone; the questions about a
scenario are a function of it, the count and the answers so far, so a run that was killed and goes on pays for none twice.

The tasks are of four kinds, in shares that the prompt tells: looking something up, one change, several steps with a condition, and a wish that a rule forbids.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from pydantic import ValidationError

from awmc.diagnostics.words import counted
from awmc.endpoint.completions import ModelError
from awmc.synth.asking import Ask, Question
from awmc.synth.budget import Budget, OutOfBudget
from awmc.synth.diversity import Kept
from awmc.synth.json_answers import json_lines_in
from awmc.synth.named import task_name
from awmc.synth.prompts import Prompts
from awmc.synth.records import NAME, Scenario, WantedTask, WantedTasks

KINDS = {"lookup": 3, "change": 2, "steps": 4, "forbidden": 1}
"""Kinds of tasks, and how many of ten are of each."""

_TASK = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "pattern": NAME},
        "kind": {"enum": list(KINDS)},
        "description": {"type": "string"},
    },
    "required": ["name", "kind", "description"],
    "additionalProperties": False,
}
_TOO_NEAR = 0.8
"""From where on two descriptions (see `diversity.py`) are one task's. Of the 1,911 pairs of tasks that share a spec of the corpus, none is nearer than 0.70."""
_PATIENCE = 2
"""So many answers one after the other may bring nothing new."""


class NoTasks(Exception):
    """A model named no task that can be used; the message says of what scenario, and what it said instead."""


@dataclass(frozen=True)
class Untold:
    """A scenario that has no tasks, and why."""

    scenario: str
    why: str


Told = Callable[[WantedTasks | Untold], None]
"""Told of each scenario that has its tasks, which it writes down, and of each that failed."""


@dataclass
class _Tasks:
    """The tasks of a scenario so far, and what they were checked for."""

    count: int
    too_near: float
    found: dict[str, WantedTask] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept)

    def take(self, objects: Iterable[Mapping[str, Any]]) -> bool:
        """Those of an answer that can be used, up to the count. Whether there was any."""
        before = len(self.found)
        for one in objects:
            if len(self.found) < self.count:
                self._take(one)
        return len(self.found) > before

    def _take(self, one: Mapping[str, Any]) -> None:
        called, told, kind = one.get("name"), one.get("description"), one.get("kind")
        name = task_name(called) if isinstance(called, str) else ""
        kind = kind if isinstance(kind, str) and kind in KINDS else "steps"
        try:
            task = WantedTask.model_validate({"name": name, "description": told, "kind": kind})
        except ValidationError:
            return
        near = self.kept.nearest(task.description)
        if name in self.found or (near is not None and near.near >= self.too_near):
            return
        self.kept.keep(name, task.description)
        self.found[name] = task
        self.kinds[name] = kind

    def missing(self) -> dict[str, int]:
        """How many more of each kind are wanted; their sum is what is missing."""
        there = list(self.kinds.values())
        wanted = {kind: max(0, n - there.count(kind)) for kind, n in shares(self.count).items()}
        for kind in wanted:  # more of one kind than its share leaves less for the others
            over = sum(wanted.values()) - (self.count - len(self.found))
            wanted[kind] -= min(wanted[kind], max(0, over))
        return wanted


def shares(count: int) -> dict[str, int]:
    """How many tasks of each kind there are among `count`: the shares, what is left over going to the kinds that come off worst."""
    parts = {kind: count * share // 10 for kind, share in KINDS.items()}
    worst = sorted(KINDS, key=lambda kind: -(count * KINDS[kind] % 10))
    for kind in worst[: count - sum(parts.values())]:
        parts[kind] += 1
    return parts


async def wanted_tasks(
    scenario: Scenario,
    count: int,
    ask: Ask,
    budget: Budget,
    prompts: Prompts,
    too_near: float = _TOO_NEAR,
) -> WantedTasks:
    """Tasks that users of a world want done: `count`, or as many as the model comes up with.

    Raises NoTasks where there is none, and what `ask` raises.
    """
    tasks = _Tasks(count, too_near)
    barren, question_number, text = 0, 0, ""
    while len(tasks.found) < count and barren < _PATIENCE:
        messages = prompts.messages(
            "tasks",
            scenario=scenario,
            count=count - len(tasks.found),
            kinds=[(kind, n) for kind, n in tasks.missing().items() if n],
            have=tuple(tasks.found.values()),
        )
        question = Question("tasks", scenario.name, messages, "json", _TASK, question_number)
        question_number += 1
        text = (await ask(question, budget)).text
        new = tasks.take(islice(json_lines_in(text), 2 * count))
        barren = 0 if new else barren + 1
    if not tasks.found:
        said = " ".join(text[:120].split())
        told = f"its last answer begins {said!r}" if said else "its last answer is empty"
        raise NoTasks(
            f"{scenario.name}: {counted(question_number, 'answer')} of the model named no task: {told}"
        )
    return WantedTasks(scenario=scenario.name, tasks=tuple(tasks.found.values()))


async def all_tasks(
    scenarios: Sequence[Scenario],
    have: Sequence[WantedTasks],
    count: int,
    ask: Ask,
    budget_of: Callable[[str], Budget],
    prompts: Prompts,
    told: Told,
) -> list[WantedTasks]:
    """The tasks of all scenarios, in their order, those that there are as they are; all are asked about at once, as far as `ask` lets them. `budget_of` gives
    the budget of a scenario.

    A scenario whose budget is spent, or whose model fails, is told and left out. Raises ModelError where another request would fare no better, and OSError.
    """
    there = {one.scenario: one for one in have}

    async def one_of(scenario: Scenario) -> None:
        try:
            tasks = await wanted_tasks(scenario, count, ask, budget_of(scenario.name), prompts)
        except (NoTasks, OutOfBudget, ModelError) as error:
            if isinstance(error, ModelError) and error.hopeless:
                raise
            told(Untold(scenario.name, str(error)))
            return
        there[scenario.name] = tasks
        told(tasks)

    try:
        async with asyncio.TaskGroup() as group:
            for scenario in scenarios:
                if scenario.name not in there:
                    group.create_task(one_of(scenario))
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [there[one.name] for one in scenarios if one.name in there]
