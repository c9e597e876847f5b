"""Sound tools: sequences of calls, good, nearly good and hostile, under the laws that every call keeps.

In: a loaded environment. Out: a `SoundReport` with a finding for each law and tool that broke it, shrunk, with the command that plays it
again. Guaranteed: the same environment, seed and number of sequences give the same report on every Python; a sequence does not depend
on those before it, so that they may be shared out among processes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from awmc.build.random_streams import RandomStream
from awmc.prove.findings import Finding, Progress, no_progress
from awmc.prove.fuzz.again import check_again
from awmc.prove.fuzz.draw import Drawer, draw_start
from awmc.prove.fuzz.laws import Broken, Ground, Trial
from awmc.prove.fuzz.rows import LiveRows
from awmc.prove.fuzz.script import Script, ScriptCall, read_script
from awmc.prove.fuzz.shrink import shrink
from awmc.prove.fuzz.watch import Coverage, kept_faults
from awmc.runtime.environment import Environment

LONGEST = 12
"""Calls of one sequence at most."""
EXAMPLES = 200


@dataclass(frozen=True)
class SoundReport:
    """What was played and what was found. `coverage` says what the calls reached, for `live`."""

    environment: str
    seed: int
    examples: int
    findings: tuple[Finding, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)

    @property
    def calls(self) -> int:
        """How many calls were made under the laws."""
        return sum(self.coverage.called.values())

    def as_json(self) -> dict[str, Any]:
        """The report as a JSON object."""
        return {
            "seed": self.seed,
            "sequences": self.examples,
            "calls": self.calls,
            "succeeded": sum(self.coverage.succeeded.values()),
            "errors": dict(sorted(self.coverage.errors.items())),
            "findings": [finding.as_json() for finding in self.findings],
        }


def sound(
    env: Environment,
    examples: int = EXAMPLES,
    seed: int = 0,
    progress: Progress = no_progress,
    *,
    target: str | None = None,
    first: int = 0,
) -> SoundReport:
    """Plays the sequences `first` to `first + examples - 1` of the seed. `target` is what replay commands name: a spec or a folder."""
    found: dict[tuple[str, str], tuple[Broken, Script]] = {}
    with kept_faults() as faults:
        ground = Ground(env, faults)
        try:
            for number in range(first, first + examples):
                broken, script = _sequence(ground, seed, number)
                if broken is not None:
                    found.setdefault((broken.law, broken.subject), (broken, script))
                progress(1)
            findings = [_finding(ground, *one, target or env.name) for one in found.values()]
            blind = ground.check_sight()
            if blind is not None:
                findings.append(_told(blind, Script(), target or env.name))
        finally:
            ground.close()
    return SoundReport(env.name, seed, examples, tuple(findings), ground.coverage)


def replay(env: Environment, script: Any, *, target: str | None = None) -> Finding | None:
    """Plays a script (as JSON) under the laws: what it breaks first. Raises ValueError for one that is none, or does not fit."""
    wanted = read_script(script)
    with kept_faults() as faults:
        ground = Ground(env, faults)
        try:
            broken = _broken_by(ground, wanted)
        finally:
            ground.close()
    return None if broken is None else _told(broken, wanted, target or env.name)


# One sequence


def _sequence(ground: Ground, seed: int, number: int) -> tuple[Broken | None, Script]:
    """Draws a sequence and plays it: what it broke, and the calls up to there."""
    stream = RandomStream(seed, "sequence", number)
    start = draw_start(ground.env, stream, seed)
    trial = Trial(ground, start)
    try:
        drawer = Drawer(ground.env, ground.sources, trial.episode, stream)
        steps = solution_calls(ground.env, start.task)
        broken = trial.check_start()
        for _ in range(1 + stream.below(LONGEST)):
            if broken is not None or trial.episode.ended:
                break
            call = next_call(drawer, stream, steps, trial.calls)
            broken, result, changed = trial.step(call)
            drawer.told(result, changed)
        return broken or _again(ground, trial), trial.script
    finally:
        trial.close()


def next_call(
    drawer: Drawer, stream: RandomStream, steps: list[ScriptCall], made: list[ScriptCall]
) -> ScriptCall:
    """The next step of the task's solution, a call made before, or one that is drawn."""
    if steps and stream.chance(0.3):
        return steps.pop(0)
    if made and stream.chance(0.08):
        return stream.pick(made)
    return drawer.any_call()


def solution_calls(env: Environment, task: str | None) -> list[ScriptCall]:
    """The steps of a task's solution."""
    found = next((t for t in env.definition.tasks if t["id"] == task), None)
    steps = [] if found is None else found["solution"]
    return [ScriptCall(s["tool"], s["arguments"], s.get("side", "agent")) for s in steps]


def _again(ground: Ground, trial: Trial) -> Broken | None:
    last = trial.episode.connection.serialize()
    return check_again(ground.env, trial.script, trial.results, last)


# What was found


def _broken_by(ground: Ground, script: Script) -> Broken | None:
    """The first law that a script breaks."""
    trial = Trial(ground, script.with_calls(()))
    try:
        broken = trial.check_start()
        for call in script.calls:
            if broken is not None:
                return broken
            broken, _, _ = trial.step(call)
        return broken or _again(ground, trial)
    finally:
        trial.close()


def _finding(ground: Ground, broken: Broken, script: Script, target: str) -> Finding:
    """The finding with the smallest script that breaks the same law in the same place."""

    def fails(smaller: Script) -> bool:
        found = _broken_by(ground, smaller)
        return found is not None and (found.law, found.subject) == (broken.law, broken.subject)

    with script.episode(ground.env) as episode:
        rows = LiveRows(episode, RandomStream(0, "shrink", 0))
        smallest = shrink(script, fails, lambda call: _at_the_start(ground, rows, call))
    return _told(_broken_by(ground, smallest) or broken, smallest, target)


def _at_the_start(ground: Ground, rows: LiveRows, call: ScriptCall) -> Iterator[ScriptCall]:
    """The call with a row that the start has, in place of one that other calls had to make."""
    fits = isinstance(call.tool, str) and isinstance(call.arguments, dict)
    named = ground.sources.named.get(call.tool, {}) if fits else {}
    for name, key in named.items():
        there = [row[key.column] for row in rows.rows(key.entity)]
        if name in call.arguments and not key.several and call.arguments[name] not in there:
            for row in (rows.own(key.entity) or rows.rows(key.entity))[:6]:
                yield replace(call, arguments={**call.arguments, name: row[key.column]})


def _told(broken: Broken, script: Script, target: str) -> Finding:
    return Finding(
        "sound",
        broken.subject,
        f"{broken.law}: {broken.message}",
        replay=script.command(target),
        detail={"law": broken.law, "script": script.as_json()},
    )
