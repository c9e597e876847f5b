"""`awmc test` of one environment: every check, shared out among processes.

In: the files of a generated package, and the options. Out: a `Proof`. Guaranteed: the same for the same files, seed and options, whatever the
number of processes; an interrupt ends them all.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from time import monotonic
from typing import Any

from awmc import __version__
from awmc.prove.findings import Finding, Progress, no_progress
from awmc.prove.fuzz.watch import Coverage
from awmc.prove.reach import SEARCH, LiveReport, live
from awmc.prove.sound import EXAMPLES, SoundReport, sound
from awmc.prove.tasks import BUDGET, families_of, prove_family
from awmc.prove.tasks_report import FamilyReport, TasksReport, joined
from awmc.runtime.environment import Environment
from awmc.runtime.loader import load_files

_CHUNK = 10
"""Sequences of calls that one process plays at a time."""


@dataclass(frozen=True)
class Options:
    """`examples` are sequences of calls, `budget` the mutants of an instance, `target` what replay commands name."""

    examples: int = EXAMPLES
    seed: int = 0
    budget: int = BUDGET
    search: int = SEARCH
    jobs: int = 1
    allow_extern: bool = False
    target: str | None = None


@dataclass(frozen=True)
class Proof:
    """What the checks of an environment found. `passed` unless a finding is an error."""

    environment: str
    options: Options
    tasks: TasksReport
    sound: SoundReport
    live: LiveReport
    sources: Mapping[str, str] = field(default_factory=dict)
    """The digests of the files that the environment was made from."""
    seconds: float = 0.0

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found, errors and notes, task by task, then tool by tool."""
        return (*self.tasks.findings, *self.sound.findings, *self.live.findings)

    @property
    def passed(self) -> bool:
        """Whether nothing found is an error."""
        return not any(finding.severity == "error" for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """The proof as proof.json has it: numbers and findings, no times; the same input gives the same bytes."""
        options, tasks = self.options, self.tasks.as_json()
        for family in tasks["families"]:
            family["instances"] = len(family["instances"])
        return {
            "environment": self.environment,
            "awmc": __version__,
            "sources": dict(self.sources),
            "seed": options.seed,
            "examples": options.examples,
            "budget": options.budget,
            "passed": self.passed,
            "tasks": tasks,
            "sound": self.sound.as_json(),
            "live": self.live.as_json(),
        }


def steps(environment: Environment, options: Options) -> int:
    """How many steps `progress` will be told of, what is searched for aside."""
    return len(environment.tasks()) + options.examples


def prove(files: Mapping[str, str], options: Options, progress: Progress = no_progress) -> Proof:
    """Runs every check. Raises `LoadError` for files that are no package."""
    began = monotonic()
    manifest = json.loads(files.get("manifest.json", "{}"))
    with load_files(files, allow_extern=options.allow_extern) as environment:
        families, played = _shared_out(files, environment, options, progress)
        reached = live(
            environment,
            played.coverage,
            seed=options.seed,
            search=options.search,
        )
        return Proof(
            environment=environment.name,
            options=options,
            tasks=families,
            sound=played,
            live=reached,
            sources=manifest.get("sources", {}),
            seconds=monotonic() - began,
        )


def _shared_out(
    files: Mapping[str, str], environment: Environment, options: Options, progress: Progress
) -> tuple[TasksReport, SoundReport]:
    names = families_of(environment)
    if options.jobs <= 1:
        found = [_family(environment, name, options, progress) for name in names]
        parts = [_sound(environment, first, n, options, progress) for first, n in _chunks(options)]
        return joined(found), _joined(environment, options, parts)
    # Forking a process that may run threads is not safe, so the others start afresh.
    with ProcessPoolExecutor(
        options.jobs, get_context("spawn"), _begin, (dict(files), options)
    ) as pool:
        try:
            tasks = [pool.submit(_family_alone, name) for name in names]
            runs = [pool.submit(_sound_alone, first, n) for first, n in _chunks(options)]
            sizes = {f: _size(environment, n) for f, n in zip(tasks, names, strict=True)}
            _watch([*tasks, *runs], lambda done: progress(sizes.get(done, _CHUNK)))
            return (
                joined(task.result() for task in tasks),
                _joined(environment, options, [run.result() for run in runs]),
            )
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _size(environment: Environment, family: str) -> int:
    return sum(task["family"] == family for task in environment.tasks())


def _watch(futures: list[Future[Any]], done: Callable[[Future[Any]], None]) -> None:
    for future in as_completed(futures):
        future.result()
        done(future)


def _chunks(options: Options) -> Iterator[tuple[int, int]]:
    for first in range(0, options.examples, _CHUNK):
        yield first, min(_CHUNK, options.examples - first)


def _family(
    environment: Environment, name: str, options: Options, progress: Progress = no_progress
) -> FamilyReport:
    return prove_family(
        environment,
        name,
        seed=options.seed,
        budget=options.budget,
        progress=progress,
        target=options.target,
    )


def _sound(
    environment: Environment,
    first: int,
    number: int,
    options: Options,
    progress: Progress = no_progress,
) -> SoundReport:
    return sound(environment, number, options.seed, progress, target=options.target, first=first)


def _joined(environment: Environment, options: Options, parts: list[SoundReport]) -> SoundReport:
    """One report of all sequences: of each law and tool, the first finding."""
    found: dict[tuple[Any, str], Finding] = {}
    coverage = Coverage()
    for part in parts:
        coverage.add(part.coverage)
        for finding in part.findings:
            law = finding.detail["law"] if finding.detail else finding.message
            found.setdefault((law, finding.subject), finding)
    whole = SoundReport(environment.name, options.seed, options.examples)
    return replace(whole, findings=tuple(found.values()), coverage=coverage)


# In the other processes

_here: dict[str, Any] = {}


def _begin(files: dict[str, str], options: Options) -> None:
    """Loads the environment once in a process; an interrupt is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _here["environment"] = load_files(files, allow_extern=options.allow_extern)
    _here["options"] = options


def _family_alone(name: str) -> FamilyReport:
    return _family(_here["environment"], name, _here["options"])


def _sound_alone(first: int, number: int) -> SoundReport:
    return _sound(_here["environment"], first, number, _here["options"])
