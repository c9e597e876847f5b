"""Walks: calls along the graph that all succeed on an actor's start, and come to something that a user may want.

In: a world. Out: `Walk`s, one by one, each drawn when it is asked for. Guaranteed of each:

- two to six calls; played from the start they all succeed, and give the results that stand in the walk;
- it changes data, and leaving out any call that writes comes to something else; or it only reads, and ends with a value;
- each call that only reads is needed for a later one, or gives the answer;
- every argument is said by the user, is the actor's own key, or is read from an earlier result, where what the user says singles it out;
- calls that write have to do with each other: a row, or a condition, in common;
- no other walk, and no solution of the spec, calls the same writing tools to the same effect.

Tools that the spec's tasks use least are walked first. The same world and seed give the same walks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from awmc.build.random_streams import RandomStream
from awmc.ir import types as t
from awmc.prove.plans import Call, Calls
from awmc.runtime.judging.model import Changes
from awmc.synth.more_tasks.asked import Asked, asked_of
from awmc.synth.more_tasks.bench import Bench, World
from awmc.synth.more_tasks.drawing import actor_for, core_calls, goal_tool, repeats, without_idle
from awmc.synth.more_tasks.lookups import Finder, Step
from awmc.synth.more_tasks.novelty import (
    Signature,
    first_of_families,
    is_like_one,
    signature_of,
    signature_of_task,
    used_tools,
)
from awmc.synth.more_tasks.values import Fact

LONGEST, SHORTEST = 6, 2
_IN_VAIN = 250
"""After so many attempts that have come to nothing there are no more walks."""

_WEIGHT = 3
"""As how many solutions a walk counts, so that the next ones go elsewhere."""


@dataclass(frozen=True)
class Walk:
    """What an actor has done. `actor` is the key as JSON; `facts` are what the instruction must say."""

    number: int
    actor: Any
    steps: tuple[Step, ...]
    changes: Changes
    facts: tuple[Fact, ...]
    asked: Asked | None
    signature: Signature

    @property
    def calls(self) -> Calls:
        """The calls alone."""
        return tuple(step.call for step in self.steps)

    @property
    def writes(self) -> bool:
        """Whether it changes data."""
        return any(step.writes for step in self.steps)


def walks(world: World) -> Iterator[Walk]:
    """The walks of a world, until no more are found."""
    seen = {signature_of_task(world, task) for task in first_of_families(world)}
    used = used_tools(world)
    tried: Counter[str] = Counter()
    kept: list[Signature] = []
    number = last = 0
    while number - last < _IN_VAIN:
        number += 1
        walk = attempt(world, number, used, tried)
        if (
            walk is not None
            and walk.signature not in seen
            and not is_like_one(walk.signature, kept)
        ):
            kept.append(walk.signature)
            last = number
            used.update({step.call.tool: _WEIGHT for step in walk.steps})
            yield walk


def attempt(world: World, number: int, used: Counter[str], tried: Counter[str]) -> Walk | None:
    """One draw. `used` says how often each tool was called by others, `tried` how often a walk was begun for it, which is counted."""
    stream = world.stream(number)
    goal = goal_tool(world, stream, used, tried)
    if goal is None:
        return None
    tried[goal.name] += 1
    with Bench(world, actor_for(world, stream, goal)) as bench:
        core = core_calls(bench, goal, stream)
        core = None if core is None else without_idle(bench, core)
        steps = None if core is None else _with_lookups(bench, core)
        if steps is None or not SHORTEST <= len(steps) <= LONGEST:
            return None
        return _walk(bench, number, steps, stream)


# How an agent comes to it


def _with_lookups(bench: Bench, core: list[Call]) -> list[Step] | None:
    """The calls with those before each that find the rows which it names."""
    finder = Finder(bench)
    bench.play(())
    for call in core:
        tool = bench.world.tools[call.tool]
        sourced = finder.arguments(tool, call.arguments)
        if sourced is None:
            return None
        origins, facts = sourced
        result = bench.call(call)
        if not result.ok:
            return None
        step = Step(call, result.value, origins, facts, not tool.read_only)
        finder.steps.append(step)
    return _without_unused(finder.steps)


def _without_unused(steps: list[Step]) -> list[Step]:
    """Without the lookups whose results nothing uses."""
    used = {origin.step for step in steps for origin in step.origins.values()}
    kept = [n for n, s in enumerate(steps) if s.writes or n in used or n == len(steps) - 1]
    if len(kept) == len(steps):
        return steps
    place = {old: new for new, old in enumerate(kept)}
    return _without_unused([_moved(steps[n], place) for n in kept])


def _moved(step: Step, place: dict[int, int]) -> Step:
    origins = {
        name: replace(origin, step=place.get(origin.step, -1))
        for name, origin in step.origins.items()
    }
    return replace(step, origins=origins)


def _walk(bench: Bench, number: int, steps: list[Step], stream: RandomStream) -> Walk | None:
    calls = tuple(step.call for step in steps)
    results = bench.play(calls)
    if [r.value for r in results] != [step.value for step in steps]:
        return None
    changes, net = bench.changes(), bench.net()
    writing = [n for n, step in enumerate(steps) if step.writes]
    facts = _facts(steps)
    asked = None
    if not writing or stream.chance(0.4):
        asked = asked_of(bench, steps, facts, stream)
    if not writing and asked is None:
        return None
    if repeats(bench.world, [calls[n] for n in writing]):
        return None
    if writing and (rewrites(bench, steps) or renews(bench, steps)):
        return None
    if writing and not is_minimal(bench, calls, writing, net):
        return None
    if asked is not None:
        facts = tuple(dict.fromkeys((*facts, *asked.facts)))
    actor = bench.episode.actor
    key = None if actor is None else actor[0] if len(actor) == 1 else list(actor)
    signature = signature_of(bench.world, calls, net, asked)
    return Walk(number, key, tuple(steps), changes, facts, asked, signature)


def _facts(steps: list[Step]) -> tuple[Fact, ...]:
    """What is to be said, each thing once."""
    return tuple(dict.fromkeys(fact for step in steps for _, fact in step.facts))


def rewrites(bench: Bench, steps: list[Step]) -> bool:
    """Whether a call changes what an earlier one has made, as nobody asks for in one breath."""
    made: dict[str, dict[Any, Any]] = {}
    bench.play(())
    for step in steps:
        bench.call(step.call)
        if not step.writes:
            continue
        now = {table: dict(rows) for table, rows in bench.changes().created.items()}
        more = sum(map(len, now.values())) > sum(map(len, made.values()))
        kept = all(
            now.get(table, {}).get(k) == row for table in made for k, row in made[table].items()
        )
        if not kept and not more:
            return True
        made = now
    return False


def renews(bench: Bench, steps: list[Step]) -> bool:
    """Whether a call makes anew what an earlier one has ended: a row for the same others as one that was deleted, or is in another state now, as a ticket that is
    bought again."""
    bench.play(())
    ended: set[tuple[str, tuple[Any, ...]]] = set()
    known: set[tuple[str, Any]] = set()
    for step in steps:
        bench.call(step.call)
        changes = bench.changes()
        made = {
            (table, k): row for table, rows in changes.created.items() for k, row in rows.items()
        }
        new = [at for at in made if at not in known]
        if any((table, _others(bench, table, made[table, key])) in ended for table, key in new):
            return True
        known |= made.keys()
        gone = [(table, key) for table, keys in changes.deleted.items() for key in keys]
        gone += [
            (table, key)
            for table, rows in changes.changed.items()
            for key, columns in rows.items()
            if _states(bench, table) & columns.keys()
        ]
        for table, key in gone:
            row = bench.live.by_key.get(table, {}).get(key[0]) if len(key) == 1 else None
            others = () if row is None else _others(bench, table, row)
            if others:
                ended.add((table, others))
    return False


def _states(bench: Bench, table: str) -> set[str]:
    """The columns that say what state a row is in."""
    entities = bench.world.runtime.entities.items()
    name = next(name for name, row in entities if table == row.TABLE.name)
    kinds = (t.BoolType, t.EnumType)
    return {f.name for f in bench.world.env.entity(name).fields if isinstance(f.type, kinds)}


def _others(bench: Bench, table: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    """The rows that a row refers to, by their keys; none where it is only the actor's."""
    me = bench.episode.actor
    columns = [column for one in bench.live.tables[table].references for column in one.columns]
    found = tuple(row.get(column) for column in columns)
    return found if any(value is not None and me != (value,) for value in found) else ()


def is_minimal(bench: Bench, calls: Calls, writing: list[int], net: dict[str, Any]) -> bool:
    """Whether leaving out any call that writes comes to something else than `net`."""
    return bool(net) and all(bench.net_after(calls[:n] + calls[n + 1 :]) != net for n in writing)
