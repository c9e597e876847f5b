"""Live: every tool succeeds and every guard and rule refuses at least once, or it is reported as never reached.

In: a loaded environment, and what other calls reached. Out: a `LiveReport`. What is not reached by then is searched for: the tools
that lead to it are called again and again, from the starts of tasks and with any actor, after calls that write what they read.
Deterministic for a seed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from awmc.build.random_streams import RandomStream
from awmc.prove.findings import Finding, Progress, no_progress
from awmc.prove.fuzz.draw import Drawer, draw_start
from awmc.prove.fuzz.script import Script, ScriptCall
from awmc.prove.fuzz.sources import Sources, read_sources
from awmc.prove.fuzz.targets import Target, find_targets
from awmc.prove.fuzz.watch import Coverage, Watched, kept_faults
from awmc.prove.sound import solution_calls
from awmc.runtime.environment import Environment
from awmc.runtime.episode import Episode

SEARCH = 60
"""Episodes that are spent on each target that was not reached."""
_CALLS = 8
"""Calls of a search's episode."""


@dataclass(frozen=True)
class LiveReport:
    """Each target with how often it was reached."""

    environment: str
    seed: int
    targets: tuple[Target, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The report as a JSON object."""
        hits = [target.as_json(self.coverage) for target in self.targets]
        return {
            "seed": self.seed,
            "reached": sum(1 for hit in hits if hit["hits"]),
            "targets": hits,
            "findings": [finding.as_json() for finding in self.findings],
        }


def live(
    env: Environment,
    coverage: Coverage | None = None,
    *,
    seed: int = 0,
    search: int = SEARCH,
    scripts: Iterable[Script] = (),
    progress: Progress = no_progress,
) -> LiveReport:
    """What is reached by all solutions, by `scripts`, by whatever filled `coverage`, and by a search for the rest."""
    sources = read_sources(env)
    watched = Watched(env, sources)
    watched.coverage.add(coverage or Coverage())
    targets = find_targets(env, sources)
    with kept_faults():
        try:
            for script in (*_solutions(env), *scripts):
                _play(watched, script)
            for target in targets:
                _search(watched, sources, target, seed, search)
                progress(1)
        finally:
            watched.env.close()
    findings = [_finding(t) for t in targets if not t.hits(watched.coverage)]
    return LiveReport(env.name, seed, targets, watched.coverage, tuple(findings))


def _solutions(env: Environment) -> list[Script]:
    tasks = env.definition.tasks
    return [Script(tuple(solution_calls(env, task["id"])), task["id"]) for task in tasks]


def _finding(target: Target) -> Finding:
    match target.kind:
        case "tool":
            return Finding("live", target.name, "the tool never succeeded")
        case "guard":
            told = f"never reached: {target.text}"
            return Finding("live", target.name, told, severity="note")
        case "rule":
            told = f"never reached: {target.text} {target.name}"
            return Finding("live", target.name, told, severity="note")


# Playing


def _play(watched: Watched, script: Script) -> None:
    with script.episode(watched.env) as episode:
        for call in script.calls:
            result = episode.call(call.tool, call.arguments, side=call.side)
            _count(watched.coverage, call, result.error)


def _search(watched: Watched, sources: Sources, target: Target, seed: int, search: int) -> None:
    """Plays up to `search` episodes around the target, until it is reached."""
    if not target.ways:
        return
    feeders = _feeders(watched.env, target)
    tasks = _tasks_with(watched.env, target)
    place = "" if target.guard is None else f" {target.guard.line}"
    for number in range(search):
        if target.hits(watched.coverage):
            return
        stream = RandomStream(seed, f"live {target.kind} {target.name}{place}", number)
        start = draw_start(watched.env, stream, seed)
        if tasks and stream.chance(0.5):
            start = Script(task=stream.pick(tasks), seed=seed)
        with start.episode(watched.env) as episode:
            drawer = Drawer(watched.env, sources, episode, stream)
            _episode(watched, target, episode, drawer, stream, feeders)


def _episode(
    watched: Watched,
    target: Target,
    episode: Episode,
    drawer: Drawer,
    stream: RandomStream,
    feeders: list[str],
) -> None:
    """A prefix of calls that write what the target's tools read, then calls of these tools, some twice."""
    prefix = stream.below(4) if feeders else 0
    made: list[ScriptCall] = []
    steps = solution_calls(watched.env, episode.task)
    for number in range(prefix + _CALLS):
        if episode.ended:
            return
        if steps and stream.chance(0.4):
            call = steps.pop(0)
        elif made and stream.chance(0.25):
            call = made[-1]
        elif number < prefix:
            call = drawer.valid(stream.pick(feeders))
        else:
            name = stream.pick(target.ways)
            call = drawer.near(name) if stream.chance(0.15) else drawer.valid(name)
        made.append(call)
        result = episode.call(call.tool, call.arguments, side=call.side)
        _count(watched.coverage, call, result.error)
        drawer.told(result, result.ok)


def _count(coverage: Coverage, call: ScriptCall, error: dict[str, str] | None) -> None:
    coverage.count(coverage.called, call.tool)
    if error is None:
        coverage.count(coverage.succeeded, call.tool)
    else:
        coverage.count(coverage.errors, error["code"])


def _feeders(env: Environment, target: Target) -> list[str]:
    """The tools that write tables which the target's tools read."""
    tools = env.definition.tools
    read = {table for name in target.ways for table in tools[name].reads}
    return [
        name
        for name, tool in tools.items()
        if not tool.private and not tool.ends and (read & set(tool.writes) or tool.advances)
    ]


def _tasks_with(env: Environment, target: Target) -> list[str]:
    """The tasks whose solutions call one of the target's tools."""
    return [
        task["id"]
        for task in env.definition.tasks
        if any(step["tool"] in target.ways for step in task["solution"])
    ]
