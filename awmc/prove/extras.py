"""Writes that a task does not ask for: calls of each tool that succeed before or after the solution and change rows.

In: the stage of an instance, and the calls of all solutions of the environment. Out: a few calls a tool. They are found by trying: first
calls that solutions make, then calls put together of the actor's rows (after the solution, of those that it made, too) and of plain
values. Guaranteed: the same for the same seed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Any

from awmc.prove.live import Live
from awmc.prove.plans import Call, Calls, distinct_calls, solution_of
from awmc.prove.siblings import choices
from awmc.prove.stage import Stage
from awmc.runtime.episode import Side

_A_TOOL = 1
"""Calls kept of each tool."""
_BORROWED = 6
"""Calls of solutions that are tried of each tool."""
_TRIES = 24
"""Calls put together that are tried of each tool."""


def extra_writes(
    stage: Stage, after: Calls, random: Random, sides: Sequence[Side] = ("agent",)
) -> list[Call]:
    """Calls that change rows when they are made after the calls `after`, by tool in the order of the spec."""
    stage.probe(after)
    live, net = Live(stage.episode), stage.net()
    known = [call for task in stage.environment.tasks() for call in solution_of(task)]
    pool: dict[str, list[Call]] = {}
    for call in known:
        pool.setdefault(call.tool, []).append(call)
    found: list[Call] = []
    for side in sides:
        for spec in stage.environment.tools(side):
            if stage.writes(spec["name"]):
                same = pool.get(spec["name"], [])
                borrowed = random.sample(same, len(same))[:_BORROWED]
                tried = [*borrowed, *_made(live, spec, side, random)]
                found += _that_write(stage, after, net, tried)
    return found


def _that_write(
    stage: Stage, after: Calls, net: dict[str, Any], tried: Iterable[Call]
) -> list[Call]:
    kept: list[Call] = []
    for call in distinct_calls(tried):
        if stage.follows(after, call) and stage.net() != net:
            kept.append(call)
            if len(kept) == _A_TOOL:
                break
    return kept


def _made(live: Live, spec: dict[str, Any], side: Side, random: Random) -> Iterator[Call]:
    tool, schema = spec["name"], spec["inputSchema"]
    values = {
        name: choices(live, tool, name, inner) for name, inner in schema["properties"].items()
    }
    for n in range(_TRIES):
        arguments = {
            name: options[0] if n == 0 else random.choice(options)
            for name, options in values.items()
            if name in schema["required"] or (n > 0 and random.random() < 0.4)
        }
        yield Call(tool, arguments, side)
