"""How hard an environment is, in numbers that cannot be raised by what makes nothing harder.

In: what the compiler made of a spec. Out: numbers. Guaranteed: a rule that no tool can break, or that says what another one says, is none; a call that comes to
nothing is none; of each entity only so many rows count as are allowed.

What does not count: rules over what is only ever read; the same call again; in a task that has no `answer`, a reading call of which nothing is used. A model
that is asked for more would otherwise write `@check (year > 0)` and look up what it knows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean as mean

from awmc.build import Instance
from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir.model import Entity, Environment, Task
from awmc.ir.walk import walk

NEW = 20
"""So many rows count of an entity that was not there before."""


def rules_of(env: Environment) -> int:
    """Rules that some tool can break."""
    told = {rule for entity in env.entities for rule in _rules(env, entity)}
    looked_at = {name for tool in env.tools for name in tool.invariants}
    return len(told) + sum(one.name in looked_at for one in env.invariants)


def _rules(env: Environment, entity: Entity) -> Iterator[tuple[str, str]]:
    """The entity's rules that can be broken, each by what it says."""
    effects = [*(one.effects for one in env.tools), *(one.effects for one in env.handlers)]
    made = any(entity.name in one.creates for one in effects)
    written = {field for one in effects for of, field in one.updates if of == entity.name}
    looked_at = {name for tool in env.tools for name in tool.checks}
    for check in entity.checks:
        own = {field for of, field in check.reads.reads if of == entity.name}
        if check.name in looked_at or (check.local and (made or own & written)):
            yield entity.name, check.text
    for flow in entity.flows:
        if flow.field in written:
            yield entity.name, f"flow {flow.field}"
    for unique in entity.uniques:
        if made or written & set(unique.fields):
            yield entity.name, f"unique {unique.fields}"
    for overlap in entity.no_overlaps:
        if made or written & {*overlap.fields, overlap.start, overlap.end}:
            yield entity.name, f"overlap {overlap.fields} {overlap.start} {overlap.end}"


def calls_of(env: Environment, instances: Sequence[Instance]) -> float:
    """How many calls that come to something a solution has: the mean of the tasks, of each the mean of its instances, so that fewer of the short ones help nobody."""
    idle = {task.name: _idle(env, task) for task in env.tasks}
    counts: dict[str, list[int]] = {}
    for one in instances:
        count = _calls(env, one, idle.get(one.family, frozenset()))
        counts.setdefault(one.family, []).append(count)
    return mean(map(mean, counts.values())) if counts else 0.0


def _calls(env: Environment, instance: Instance, idle: frozenset[str]) -> int:
    count, seen = 0, set()
    for step in instance.solution:
        reads = env.tool(step.tool).read_only
        again = (step.tool, json.dumps(step.arguments, sort_keys=True))
        count += not (reads and (again in seen or step.tool in idle))
        seen.add(again)
    return count


def _idle(env: Environment, task: Task) -> frozenset[str]:
    """Reading tools of whose results the solution makes no use, where no answer does either."""
    if task.answers:
        return frozenset()
    nodes = [node for statement in task.solution for node in walk(statement)]
    known = {node.name for node in nodes if isinstance(node, e.Var)}
    calls = [n for n in nodes if isinstance(n, s.CallTool) and env.tool(n.tool).read_only]
    used = {call.tool for call in calls if call.name in known}
    return frozenset(call.tool for call in calls) - used


def rows_that_count(rows: Mapping[str, int], most: Mapping[str, int]) -> int:
    """How many rows there are, of each entity at most as many as `most` says; all of them where it says nothing of any."""
    if not most:
        return sum(rows.values())
    return sum(min(number, most.get(entity, NEW)) for entity, number in rows.items())
