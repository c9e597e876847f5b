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
from awmc.prove.fuzz.draw import Drawer, draw_owner, draw_start
from awmc.prove.fuzz.script import Script, ScriptCall
from awmc.prove.fuzz.sources import Sources, read_sources
from awmc.prove.fuzz.targets import Target, find_targets, tool_of
from awmc.prove.fuzz.watch import Coverage, Watched, kept_faults
from awmc.prove.sound import solution_calls
from awmc.runtime.environment import Environment
from awmc.runtime.episode import Episode

SEARCH = 80
"""Episodes that are spent on each target that was not reached; half as many on a rule, for guards stand before most."""
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
    shut = set() if env.externs else {tool_of(env, f) for f in sources.outside}
    findings = [_finding(t, shut) for t in targets if not t.hits(watched.coverage)]
    return LiveReport(env.name, seed, targets, watched.coverage, tuple(findings))


def _solutions(env: Environment) -> list[Script]:
    tasks = env.definition.tasks
    return [Script(tuple(solution_calls(env, task["id"])), task["id"]) for task in tasks]


def _finding(target: Target, shut: set[str]) -> Finding:
    """A target that was not reached; `shut` are tools that need outside code, which was not allowed."""
    match target.kind:
        case "tool" if target.name in shut:
            told = "the tool calls outside code, which runs with --allow-extern only"
            return Finding("live", target.name, told, severity="note")
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
    feeders, makers = _feeders(watched.env, target), _makers(watched.env, sources, target)
    tasks = _tasks_with(watched.env, target)
    named = [n for way in (*target.ways, *makers) for n in sources.named.get(way, {}).values()]
    entities = list(dict.fromkeys(n.entity for n in named))
    place = "" if target.guard is None else f" {target.guard.line}"
    for number in range(search if target.kind != "rule" else search // 2):
        if target.hits(watched.coverage):
            return
        stream = RandomStream(seed, f"live {target.kind} {target.name}{place}", number)
        start = _start(watched.env, stream, seed, tasks, entities)
        with start.episode(watched.env) as episode:
            drawer = Drawer(watched.env, sources, episode, stream)
            _episode(watched, target, episode, drawer, stream, feeders, makers)


def _start(
    env: Environment, stream: RandomStream, seed: int, tasks: list[str], entities: list[str]
) -> Script:
    """The start of a task that calls the tools, an actor who has rows for them, or any start."""
    if tasks and stream.chance(0.4):
        return Script(task=stream.pick(tasks), seed=seed)
    if entities and env.definition.actor is not None and stream.chance(0.6):
        actor = draw_owner(env, stream, entities)
        if actor is not None:
            return Script(actor=actor, seed=seed)
    return draw_start(env, stream, seed)


def _episode(
    watched: Watched,
    target: Target,
    episode: Episode,
    drawer: Drawer,
    stream: RandomStream,
    feeders: list[str],
    makers: list[str],
) -> None:
    """Calls that write what the target's tools read, then calls of these tools, some twice."""
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
            if makers and not drawer.has_rows_for(name):
                name = stream.pick(makers)
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


def _makers(env: Environment, sources: Sources, target: Target) -> list[str]:
    """The tools that may make rows for the target's tools to name."""
    entities = [n.entity for way in target.ways for n in sources.named.get(way, {}).values()]
    tables = {env.entities[entity].TABLE.name for entity in entities}
    return [
        name
        for name, tool in env.definition.tools.items()
        if not tool.private
        and not tool.ends
        and name not in target.ways
        and tables & {*tool.writes}
    ]


def _tasks_with(env: Environment, target: Target) -> list[str]:
    """The tasks whose solutions call one of the target's tools."""
    return [
        task["id"]
        for task in env.definition.tasks
        if any(step["tool"] in target.ways for step in task["solution"])
    ]
