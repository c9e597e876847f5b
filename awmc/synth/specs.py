"""The step `awmc gen spec`: for each scenario, with the tasks that users want, a spec.

In: scenarios and wanted tasks, how big the specs shall be, and what all of them share: who answers, who examines, the prompts, the limits. Out: an `Outcome`
for each, told as soon as it is there. Guaranteed: no more than so many are written at once; one that fails does not stop the others; where going on is of no
use (a refused key, a full disk, a prompt that cannot be filled), none is begun any more and nothing more is asked, answers that are under way are waited for
(they are paid for, and kept by whoever gives them), what was finished has been told, and then the reason is raised.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from awmc.endpoint.completions import ModelError
from awmc.synth.asking import Ask, Question, Reply
from awmc.synth.attempts import Outcome
from awmc.synth.budget import Budget, Limits, Spent
from awmc.synth.loop import Examine, Feedback, write
from awmc.synth.problems import Wanted
from awmc.synth.prompts import PromptError, Prompts
from awmc.synth.records import Scenario, WantedTasks
from awmc.synth.rounds import Watcher


@dataclass(frozen=True)
class Size:
    """How big a spec shall be: the least and the most tools; so many tasks at least, the wanted ones among them; about so many instances of tasks, and rows."""

    tools: tuple[int, int] = (20, 35)
    tasks: int = 10
    instances: int = 30
    rows: int = 300


@dataclass(frozen=True)
class Job:
    """A spec to write. With a `start`, that text is repaired instead of a draft. `wishes` None: those that follow from the tasks and the size."""

    scenario: Scenario
    tasks: WantedTasks
    size: Size = field(default_factory=Size)
    start: str | None = None
    wishes: Wanted | None = None

    def wished(self, waived: frozenset[str]) -> Wanted:
        """What the spec must have, where some of the wanted tasks are not wanted any more."""
        wishes = self.wishes or Wanted(
            tasks=self.wanted,
            least_tools=self.size.tools[0],
            least_tasks=self.size.tasks,
            name=self.scenario.name,
        )
        return replace(
            wishes,
            tasks=tuple(name for name in wishes.tasks if name not in waived),
            least_tasks=max(0, wishes.least_tasks - len(waived)),
        )

    @property
    def wanted(self) -> tuple[str, ...]:
        """The names of the wanted tasks."""
        return tuple(task.name for task in self.tasks.tasks)

    def facts(self) -> Mapping[str, object]:
        """What its prompts are told."""
        return {"scenario": self.scenario, "tasks": self.tasks.tasks, "size": self.size}


@dataclass(frozen=True)
class Means:
    """What all specs of a run share. `examiner` gives who examines the texts for a job; `limits` are those of one spec, within the `budget` of the run."""

    ask: Ask
    examiner: Callable[[Job], Examine]
    feedback: Feedback
    prompts: Prompts
    budget: Budget
    limits: Limits = field(default_factory=Limits)
    watch: Watcher | None = None


async def write_spec(job: Job, means: Means) -> Outcome:
    """What became of one spec. Raises as `loop.write` does."""
    name = job.scenario.name
    return await write(
        name,
        job.facts(),
        means.ask,
        means.examiner(job),
        Budget(means.limits, means.budget, name),
        means.prompts,
        feedback=means.feedback,
        wanted=job.wanted,
        start=job.start,
        watch=means.watch,
    )


async def write_all(
    jobs: Sequence[Job], means: Means, done: Callable[[Job, Outcome], None], at_once: int = 8
) -> None:
    """Write all specs; `done` is told of each when it has ended, in that order.

    Raises ModelError where it is hopeless, OSError (of `done` too) and PromptError.
    """
    stop = _Stop(means.ask)
    shared = replace(means, ask=stop)
    free = asyncio.Semaphore(at_once)

    async def one(job: Job) -> None:
        async with free:
            if stop.reason is not None:
                return
            try:
                done(job, await _outcome(job, shared))
            except _Stopped:
                pass
            except Exception as error:
                stop.reason = stop.reason or error

    async with asyncio.TaskGroup() as group:
        for job in jobs:
            group.create_task(one(job))
    if stop.reason is not None:
        raise stop.reason


async def _outcome(job: Job, means: Means) -> Outcome:
    """What became of one spec; of one that meets a bug, that it failed."""
    try:
        return await write_spec(job, means)
    except (ModelError, OSError, PromptError, _Stopped):
        raise
    except Exception as error:
        why = f"a fault of awmc: {type(error).__name__}: {error}; please report it"
        return Outcome(job.scenario.name, "failed", None, (), Spent(), why)


class _Stopped(Exception):
    """Nothing is asked any more."""


class _Stop:
    """Asks until there is a reason not to."""

    def __init__(self, ask: Ask) -> None:
        self.reason: Exception | None = None
        self._ask = ask

    async def __call__(self, question: Question, budget: Budget) -> Reply:
        if self.reason is not None:
            raise _Stopped
        return await self._ask(question, budget)
