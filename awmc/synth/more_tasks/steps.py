"""The step `more-tasks`: new, verified tasks at the end of a spec.

In: a spec that compiles, and how many tasks are wanted. Out: `MoreTasks`. Guaranteed: the spec's own text stays as it is, byte for byte; each task that is added
compiles, has no advice of `awmc lint` against it, and is proven as `awmc test` proves it, under its final name and words; a walk that comes to nothing is told
with its reason. A model is asked only for the words of walks that are proven already, some at a time, so that the questions do not depend on how many tasks are
wanted: a run that goes on, or that wants more, asks nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from awmc import CompileError
from awmc.diagnostics.render import render_all
from awmc.diagnostics.words import counted
from awmc.endpoint.completions import ModelError
from awmc.runtime.loader import load_files
from awmc.synth.asking import Ask, Question
from awmc.synth.budget import Budget, OutOfBudget
from awmc.synth.more_tasks.bench import World
from awmc.synth.more_tasks.candidates import (
    Candidate,
    Spec,
    findings_of,
    judged,
    passes,
    proofs,
    proven,
)
from awmc.synth.more_tasks.declare import declared
from awmc.synth.more_tasks.graph import Graph
from awmc.synth.more_tasks.phrase import (
    SCHEMA,
    Phrase,
    about_environment,
    as_line,
    phrases_in,
    task_name,
    wrong_with,
)
from awmc.synth.more_tasks.walks import walks
from awmc.synth.prompts import Prompts

Told = Callable[[str], None]


@dataclass(frozen=True)
class Settings:
    """`seed` decides the walks; `batch` are asked for at once, each at most `rounds` times; `mutants` are tried of each; after `in_vain` batches of which none
    became a task it ends."""

    seed: int = 0
    batch: int = 6
    rounds: int = 3
    mutants: int = 60
    in_vain: int = 3


@dataclass(frozen=True)
class Dropped:
    """A walk that came to nothing: its calls, and why."""

    calls: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class MoreTasks:
    """The spec with the new tasks; their names; what was dropped; the graph. `why` says in words what kept it from as many as were wanted, else it is empty."""

    text: str
    added: tuple[str, ...]
    dropped: tuple[Dropped, ...]
    graph: Graph
    why: str = ""


@dataclass
class _Run:
    """What is settled so far."""

    spec: Spec
    world: World
    ask: Ask
    budget: Budget
    prompts: Prompts
    settings: Settings
    told: Told
    known: frozenset[tuple[str, str]]
    tasks: dict[str, str] = field(default_factory=dict)
    dropped: list[Dropped] = field(default_factory=list)

    def drop(self, candidate: Candidate, why: str) -> None:
        calls = tuple(str(call) for call in candidate.walk.calls)
        self.dropped.append(Dropped(calls, why))
        self.told(f"dropped {', '.join(call.tool for call in candidate.walk.calls)}: {why}")


async def more_tasks(
    text: str,
    path: Path,
    count: int,
    ask: Ask,
    budget: Budget,
    prompts: Prompts,
    settings: Settings = Settings(),
    told: Told = lambda _: None,
) -> MoreTasks:
    """At most `count` new tasks for the spec `text` that stands, or could, at `path`. `told` hears what becomes of each walk.

    Raises CompileError for a spec with errors, ConfigError, PromptError, OSError. Where the budget is spent or the model fails, what is there is given, with the reason.
    """
    spec = Spec(text, path)
    checked = spec.compiled(text)
    if checked.package is None or checked.environment is None:
        raise CompileError(render_all(checked.diagnostics, checked.sources), checked.diagnostics)
    runtime = load_files(checked.package.files)
    world = World(checked.environment, runtime, settings.seed)
    run = _Run(spec, world, ask, budget, prompts, settings, told, findings_of(checked))
    try:
        why = await _until(run, count)
    except (OutOfBudget, ModelError) as error:
        why = str(error)
    finally:
        runtime.close()
    full, _ = spec.with_tasks(list(run.tasks.values()))
    return MoreTasks(full, tuple(run.tasks), tuple(run.dropped), world.graph, why)


async def _until(run: _Run, count: int) -> str:
    """Goes on until there are so many; else why there are fewer."""
    settings = run.settings
    drawn = walks(run.world)
    waiting: list[Candidate] = []
    in_vain = 0
    while len(run.tasks) < count:
        if in_vain == settings.in_vain:
            return f"of the last {counted(in_vain * settings.batch, 'walk')} none became a task"
        batch = list(islice(drawn, settings.batch))
        found, failed = proven(
            run.spec, run.world, batch, run.known, seed=settings.seed, budget=settings.mutants
        )
        waiting += found
        for walk, why in failed:
            run.drop(Candidate(walk, "none"), why)
        if len(waiting) >= settings.batch or (waiting and not batch):
            before = len(run.tasks)
            now, waiting = waiting[: settings.batch], waiting[settings.batch :]
            await _phrase(run, now, count)
            in_vain = 0 if len(run.tasks) > before else in_vain + 1
        elif not batch:
            return "no more walks are found that are tasks of their own"
    return ""


@dataclass
class _Worded:
    """A candidate with a name and words, and its declaration."""

    candidate: Candidate
    phrase: Phrase
    name: str
    text: str


async def _phrase(run: _Run, candidates: Sequence[Candidate], count: int) -> None:
    """Asks for the words of some walks, and adds those that can stand."""
    waiting = {candidate.walk.number: candidate for candidate in candidates}
    refused: dict[int, tuple[Phrase, list[str]]] = {}
    done: dict[int, _Worded] = {}
    for _ in range(run.settings.rounds):
        if not waiting:
            break
        said = await _asked(run, list(waiting.values()), refused)
        refused = {}
        proposed: list[_Worded] = []
        for number, candidate in list(waiting.items()):
            phrase = said.get(number, Phrase(number, "", ""))
            wrong = wrong_with(run.world, candidate.walk, phrase.instruction)
            if phrase.skip and not phrase.instruction:
                run.drop(candidate, f"the model: {phrase.skip}")
                del waiting[number]
            elif wrong:
                refused[number] = phrase, wrong
            else:
                known = [*done.values(), *proposed]
                proposed.append(_worded(run, candidate, phrase, [one.name for one in known]))
        for one, wrong in _found_in(run, list(done.values()), proposed):
            number = one.candidate.walk.number
            if wrong:
                refused[number] = one.phrase, wrong
            else:
                done[number] = one
                del waiting[number]
    for number, candidate in waiting.items():
        run.drop(candidate, f"no instruction: {'; '.join(refused[number][1])}")
    _add(run, [done[c.walk.number] for c in candidates if c.walk.number in done], count)


async def _asked(
    run: _Run, candidates: Sequence[Candidate], refused: dict[int, tuple[Phrase, list[str]]]
) -> dict[int, Phrase]:
    again = [
        {"walk": n, "instruction": phrase.instruction, "wrong": wrong}
        for n, (phrase, wrong) in refused.items()
    ]
    messages = run.prompts.messages(
        "phrase",
        environment=about_environment(run.world.env),
        walks=[as_line(run.world, candidate.walk) for candidate in candidates],
        again=again,
    )
    question = Question("phrase", run.world.env.name, messages, kind="json", schema=SCHEMA)
    reply = await run.ask(question, run.budget)
    return {phrase.walk: phrase for phrase in phrases_in(reply.text)}


def _worded(run: _Run, candidate: Candidate, phrase: Phrase, taken: Sequence[str]) -> _Worded:
    names = [*(task.name for task in run.world.env.tasks), *run.tasks, *taken]
    name = task_name(phrase.name, candidate.walk, names)
    text = declared(run.world, candidate.walk, name, phrase.instruction, candidate.goal)
    return _Worded(candidate, phrase, name, text)


def _found_in(
    run: _Run, done: Sequence[_Worded], proposed: Sequence[_Worded]
) -> list[tuple[_Worded, list[str]]]:
    """What the compiler and the advice have against each of the proposed tasks."""
    if not proposed:
        return []
    before = [*run.tasks.values(), *(one.text for one in done)]
    found = judged(run.spec, [*before, *(one.text for one in proposed)], run.known, emit=False)
    if found.elsewhere and len(proposed) > 1:  # whose fault it is shows one by one
        return [pair for one in proposed for pair in _found_in(run, done, [one])]
    rest = [d.message for d in found.elsewhere]
    return [
        (one, [*(d.message for d in found.found.get(len(before) + n, ())), *rest])
        for n, one in enumerate(proposed)
    ]


def _add(run: _Run, worded: Sequence[_Worded], count: int) -> None:
    """Proves tasks under their names, and adds those that pass, as many as are wanted."""
    if not worded:
        return
    texts = [*run.tasks.values(), *(one.text for one in worded)]
    checked = judged(run.spec, texts, run.known).checked
    reports = proofs(checked, [one.name for one in worded], run.settings.seed, run.settings.mutants)
    for one in worded:
        report = reports[one.name]
        if not passes(report):
            why = report.findings[0].message if report.findings else "it has no instance"
            run.drop(one.candidate, why)
        elif len(run.tasks) < count:
            run.tasks[one.name] = one.text
            run.told(f"added {one.name}")
