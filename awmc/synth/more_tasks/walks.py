"""Walks: calls along the graph that all succeed on an actor's start, and come to something that a user may want.

In: a world, and how many are wanted. Out: `Walk`s, one by one. Guaranteed of each:

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
from awmc.ir.model import Tool
from awmc.prove.fuzz.draw import Drawer, draw_actor, draw_owner
from awmc.prove.plans import Call, Calls, solution_of
from awmc.prove.stage import Stage
from awmc.runtime.judging.model import Changes
from awmc.synth.more_tasks.asked import Asked, asked_of
from awmc.synth.more_tasks.bench import Bench, World
from awmc.synth.more_tasks.graph import ITEM
from awmc.synth.more_tasks.lookups import Finder, Step, value_at
from awmc.synth.more_tasks.natural import natural
from awmc.synth.more_tasks.values import Fact

LONGEST, SHORTEST = 6, 2
_TRIES = 10
"""Drawn calls of one tool, of which one should do something."""
_IN_VAIN = 250
"""After so many attempts that have come to nothing there are no more walks."""

_WEIGHT = 3
"""As how many solutions a walk counts, so that the next ones go elsewhere."""
_ALIKE = 0.6
"""The share of tools and effects in common with which two walks are too much alike."""

Signature = tuple[tuple[str, ...], tuple[str, ...]]
"""The tools that write (of a walk that only reads, all), and the effects."""


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


def walks(world: World, wanted: int) -> Iterator[Walk]:
    """At most so many walks."""
    seen = {signature_of_task(world, task) for task in _first_of_families(world)}
    used = _used(world)
    tried: Counter[str] = Counter()
    kept: list[Signature] = []
    number = last = 0
    while len(kept) < wanted and number - last < _IN_VAIN:
        number += 1
        walk = attempt(world, number, used, tried)
        if walk is not None and walk.signature not in seen and not _like_one(walk, kept):
            kept.append(walk.signature)
            last = number
            used.update({step.call.tool: _WEIGHT for step in walk.steps})
            yield walk


def _like_one(walk: Walk, others: list[Signature]) -> bool:
    """Whether most of what a walk does is what another one does."""
    own = {*walk.signature[0], *walk.signature[1]}
    both = ((own, {*tools, *effects}) for tools, effects in others)
    return any(len(one & other) > _ALIKE * len(one | other) for one, other in both)


def attempt(world: World, number: int, used: Counter[str], tried: Counter[str]) -> Walk | None:
    """One draw. `used` says how often each tool was called by others, `tried` how often a walk was begun for it, which is counted."""
    stream = world.stream(number)
    goal = _goal(world, stream, used, tried)
    if goal is None:
        return None
    tried[goal.name] += 1
    with Bench(world, _actor(world, stream, goal)) as bench:
        core = _core(bench, goal, stream)
        core = None if core is None else _without_idle(bench, core)
        steps = None if core is None else _with_lookups(bench, core)
        if steps is None or not SHORTEST <= len(steps) <= LONGEST:
            return None
        return _walk(bench, number, steps, stream)


# Where it goes


def _goal(
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


def _actor(world: World, stream: RandomStream, goal: Tool) -> Any:
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


def _core(bench: Bench, goal: Tool, stream: RandomStream) -> list[Call] | None:
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


def _repeats(world: World, calls: list[Call]) -> bool:
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


def _without_idle(bench: Bench, calls: list[Call]) -> list[Call]:
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
    if _repeats(bench.world, [calls[n] for n in writing]):
        return None
    if writing and (_rewrites(bench, steps) or not _is_minimal(bench, calls, writing, net)):
        return None
    if asked is not None:
        facts = tuple(dict.fromkeys((*facts, *asked.facts)))
    actor = bench.episode.actor
    key = None if actor is None else actor[0] if len(actor) == 1 else list(actor)
    signature = _signature(bench.world, calls, net, asked)
    return Walk(number, key, tuple(steps), changes, facts, asked, signature)


def _facts(steps: list[Step]) -> tuple[Fact, ...]:
    """What is to be said, each thing once."""
    return tuple(dict.fromkeys(fact for step in steps for _, fact in step.facts))


def _rewrites(bench: Bench, steps: list[Step]) -> bool:
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


def _is_minimal(bench: Bench, calls: Calls, writing: list[int], net: dict[str, Any]) -> bool:
    return bool(net) and all(bench.net_after(calls[:n] + calls[n + 1 :]) != net for n in writing)


# What it comes to


def _used(world: World) -> Counter[str]:
    """How many families of tasks call each tool."""
    tasks = [world.runtime.task(task) for task in _first_of_families(world)]
    return Counter(tool for task in tasks for tool in {call.tool for call in solution_of(task)})


def _signature(world: World, calls: Calls, net: dict[str, Any], asked: Asked | None) -> Signature:
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


def _first_of_families(world: World) -> list[str]:
    first: dict[str, str] = {}
    for task in world.runtime.tasks():
        first.setdefault(str(task["family"]), str(task["id"]))
    return list(first.values())


def signature_of_task(world: World, task: str) -> Signature:
    """What a solution of the spec calls, and to what effect."""
    with Stage(world.runtime, task) as stage:
        calls = solution_of(stage.task)
        stage.probe(calls)
        return _signature(world, calls, stage.net(), None)
