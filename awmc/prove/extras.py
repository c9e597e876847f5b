"""Writes that a task does not ask for: calls of each of the agent's tools that succeed at the task's start and change rows.

In: the stage of an instance, and the calls of all solutions of the environment. Out: a few calls a tool. They are found by trying: first
calls that solutions make, then calls put together of the actor's rows and of plain values. Guaranteed: the same for the same seed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Any

from awmc.prove.live import Live
from awmc.prove.plans import Call
from awmc.prove.siblings import choices
from awmc.prove.stage import Stage
from awmc.runtime.episode import Side

_A_TOOL = 2
"""Calls kept of each tool."""
_BORROWED = 6
"""Calls of solutions that are tried of each tool."""
_TRIES = 24
"""Calls put together that are tried of each tool."""


def extra_writes(
    stage: Stage,
    live: Live,
    known: Iterable[Call],
    random: Random,
    sides: Sequence[Side] = ("agent",),
) -> list[Call]:
    """Calls that change rows, by tool in the order of the spec."""
    pool: dict[str, list[Call]] = {}
    for call in known:
        pool.setdefault(call.tool, []).append(call)
    found: list[Call] = []
    for side in sides:
        for spec in stage.environment.tools(side):
            if stage.writes(spec["name"]):
                same = pool.get(spec["name"], [])
                borrowed = random.sample(same, len(same))[:_BORROWED]
                found += _that_write(stage, [*borrowed, *_made(live, spec, side, random)])
    return found


def _that_write(stage: Stage, tried: Iterable[Call]) -> list[Call]:
    kept: list[Call] = []
    for call in tried:
        if call not in kept and stage.probe((call,))[-1] and stage.has_changed():
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
