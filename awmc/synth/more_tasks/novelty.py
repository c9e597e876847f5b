"""What a walk comes to, to tell it from others: the tools that it calls, and the effects.

In: calls, played. Out: a `Signature`. Guaranteed: two that call the same writing tools to the same effect have the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from awmc.prove.plans import Calls, solution_of
from awmc.prove.stage import Stage
from awmc.synth.more_tasks.asked import Asked
from awmc.synth.more_tasks.bench import World

_ALIKE = 0.6
"""The share of tools and effects in common with which two walks are too much alike."""

Signature = tuple[tuple[str, ...], tuple[str, ...]]
"""The tools that write (of a walk that only reads, all), and the effects."""


def is_like_one(own: Signature, others: Iterable[Signature]) -> bool:
    """Whether most of what a walk does is what another one does."""
    parts = {*own[0], *own[1]}
    rest = ({*tools, *effects} for tools, effects in others)
    return any(len(parts & other) > _ALIKE * len(parts | other) for other in rest)


def used_tools(world: World) -> Counter[str]:
    """How many families of tasks call each tool."""
    tasks = [world.runtime.task(task) for task in first_of_families(world)]
    return Counter(tool for task in tasks for tool in {call.tool for call in solution_of(task)})


def signature_of(world: World, calls: Calls, net: dict[str, Any], asked: Asked | None) -> Signature:
    names = {call.tool for call in calls}
    if not net:
        answer = () if asked is None else (asked.place_text,)
        return tuple(sorted(names)), answer
    writing = {name for name in names if name in world.tools and not world.tools[name].read_only}
    effects = {f"+{table}" for table in net.get("created", ())}
    effects |= {f"-{table}" for table in net.get("deleted", ())}
    for table, rows in net.get("changed", {}).items():
        effects |= {f"{table}.{column}" for columns in rows.values() for column in columns}
    return tuple(sorted(writing)), tuple(sorted(effects))


def first_of_families(world: World) -> list[str]:
    first: dict[str, str] = {}
    for task in world.runtime.tasks():
        first.setdefault(str(task["family"]), str(task["id"]))
    return list(first.values())


def signature_of_task(world: World, task: str) -> Signature:
    """What a solution of the spec calls, and to what effect."""
    with Stage(world.runtime, task) as stage:
        calls = solution_of(stage.task)
        stage.probe(calls)
        return signature_of(world, calls, stage.net(), None)
