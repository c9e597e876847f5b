"""What a walk is for: calls that have to do with each other, drawn for an actor.

In: a world, the chance of one attempt, how often each tool was called so far. Out: an actor; one call that reads, or one to three that write. Guaranteed: they
succeed from the start, each that writes changes what is judged, each names a row that an earlier one names or has made; no tool is called twice for the
same row; what may be left out and changes nothing is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from awmc.build.random_streams import RandomStream
from awmc.ir.model import Tool
from awmc.prove.fuzz.draw import Drawer, draw_actor, draw_owner
from awmc.prove.plans import Call
from awmc.synth.more_tasks.bench import Bench, World
from awmc.synth.more_tasks.graph import ITEM
from awmc.synth.more_tasks.natural import natural
from awmc.synth.more_tasks.places import value_at

_TRIES = 10
"""Drawn calls of one tool, of which one should do something."""


def goal_tool(
    world: World, stream: RandomStream, used: Counter[str], tried: Counter[str]
) -> Tool | None:
    """The tool that the walk is for: one of those that are called least, and were tried least in vain."""
    tools = [tool for tool in world.tools.values() if not tool.effects.advances]
    writing = stream.chance(0.75)
    kind = [t for t in tools if t.read_only != writing and (writing or not t.ends)] or tools
    if not kind:
        return None
    ordered = sorted(stream.shuffle(kind), key=lambda tool: used[tool.name] + tried[tool.name] // 4)
    return stream.pick(ordered[: max(3, len(ordered) // 3)])


def actor_for(world: World, stream: RandomStream, goal: Tool) -> Any:
    """Somebody who has rows for it, as a rule."""
    env = world.runtime
    if env.definition.actor is None:
        return None
    entities = [one.entity for one in world.graph.taken[goal.name]]
    if entities and stream.chance(0.6):
        owner = draw_owner(env, stream, entities)
        if owner is not None:
            return owner[0] if isinstance(owner, tuple) and len(owner) == 1 else owner
    return draw_actor(env, stream)


def core_calls(bench: Bench, goal: Tool, stream: RandomStream) -> list[Call] | None:
    """The calls that the walk is for: of a reading tool one, else one to three that write."""
    world = bench.world
    drawer = Drawer(world.runtime, world.sources, bench.episode, stream)
    first = _drawn(bench, drawer, goal, stream)
    if first is None:
        return None
    calls, results = [first[0]], [first[1]]
    for _ in range(0 if goal.read_only or goal.ends else stream.pick((0, 1, 1, 2, 2))):
        following = _following(bench, drawer, calls, results, stream)
        if following is None:
            break
        calls.append(following[0])
        results.append(following[1])
        if world.tools[following[0].tool].ends:
            break
    return calls


def _following(
    bench: Bench, drawer: Drawer, calls: list[Call], results: list[Any], stream: RandomStream
) -> tuple[Call, Any] | None:
    """A call that has to do with those before: along an edge of the graph, and about the same rows."""
    world = bench.world
    near = dict.fromkeys(n for c in calls for n in world.graph.neighbours[c.tool])
    tools = [world.tools[name] for name in near if not world.tools[name].effects.advances]
    writing = [tool for tool in tools if not tool.read_only]
    rows = _rows_of(bench, calls, results)
    for tool in stream.sample(writing, min(4, len(writing))):
        focus = {
            taken.argument: rows[taken.entity]
            for taken in world.graph.taken[tool.name]
            if taken.entity in rows and not taken.several
        }
        drawn = _drawn(bench, drawer, tool, stream, focus)
        if drawn is None:
            continue
        call = drawn[0]
        shared = any(call.arguments.get(name) in keys for name, keys in focus.items())
        if not rows and not world.graph.taken[tool.name]:
            shared = True  # all there is to name is the actor's own
        again = any(c.tool == call.tool and _same_rows(world, c, call) for c in calls)
        if shared and not again:
            return drawn
        bench.play(calls)
    return None


def repeats(world: World, calls: list[Call]) -> bool:
    """Whether a tool is called again for the same row, where one call could do."""
    return any(
        one.tool == other.tool and _same_rows(world, one, other)
        for n, one in enumerate(calls)
        for other in calls[:n]
    )


def _same_rows(world: World, one: Call, other: Call) -> bool:
    names = [taken.argument for taken in world.graph.taken[one.tool]]
    if not names and world.schemas[one.tool].get("required"):
        return one == other
    return all(one.arguments.get(name) == other.arguments.get(name) for name in names)


def without_idle(bench: Bench, calls: list[Call]) -> list[Call]:
    """The calls that write without the arguments that may be left out and change nothing."""
    wanted = bench.net_after(tuple(calls))
    for n, call in enumerate(calls):
        required = bench.world.schemas[call.tool].get("required", ())
        for name in [name for name in call.arguments if name not in required]:
            if bench.world.tools[call.tool].read_only:
                continue
            shorter = [*calls[:n], calls[n].without(name), *calls[n + 1 :]]
            if all(r.ok for r in bench.play(shorter)) and bench.net() == wanted:
                calls = shorter
    return calls


def _rows_of(bench: Bench, calls: list[Call], results: list[Any]) -> dict[str, list[Any]]:
    """The keys of the rows that calls name and that their results show by themselves, by entity; the actor's own aside."""
    found: dict[str, dict[Any, None]] = {}
    for call, result in zip(calls, results, strict=True):
        for taken in bench.world.graph.taken[call.tool]:
            found.setdefault(taken.entity, {})[_hashable(call.arguments.get(taken.argument))] = None
        for shown in bench.world.graph.keys[call.tool]:
            if ITEM not in shown.path:
                found.setdefault(shown.entity, {})[_hashable(value_at(result, shown.path))] = None
    me = bench.episode.actor
    kept = {
        entity: [key for key in keys if key is not None and me != (key,)]
        for entity, keys in found.items()
    }
    return {entity: keys for entity, keys in kept.items() if keys}


def _hashable(key: Any) -> Any:
    return key if isinstance(key, str | int) else None


def _drawn(
    bench: Bench,
    drawer: Drawer,
    tool: Tool,
    stream: RandomStream,
    focus: Mapping[str, list[Any]] | None = None,
) -> tuple[Call, Any] | None:
    """A call of the tool that succeeds and, if it may, changes what is judged, with its result; made already. `focus` are rows that it should name, by argument."""
    before = bench.net()
    for _ in range(_TRIES):
        call = natural(bench, tool, drawer.valid(tool.name), stream)
        if call is None:
            continue
        for name, keys in (focus or {}).items():
            if name in call.arguments:
                call = call.with_argument(name, stream.pick(keys))
        result = bench.call(call)
        if not result.ok:
            if tool.may_reject and bench.net() != before:
                return None
            continue
        drawer.told(result, changed=not tool.read_only)
        if tool.read_only or bench.net() != before:
            return call, result.value
    return None
