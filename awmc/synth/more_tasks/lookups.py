"""How an agent finds the row that an argument names: the calls that show its key, and what is said of it so that it is known among others.

In: the key of a row, at a point of a played episode. Out: calls of reading tools along the edges of the graph, the place of the key in the last result, and
the facts that single the row out there. Guaranteed: every argument of these calls is said by the user, is the actor's own key, or was found in the same way;
in each list on the way the facts fit one item only, and none of those that a longer page would show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice, product
from typing import Any, Literal

from awmc.ir import types as t
from awmc.ir.model import Tool
from awmc.prove.plans import Call
from awmc.runtime.result import Result
from awmc.synth.more_tasks.bench import NAMES, Bench
from awmc.synth.more_tasks.describing import described
from awmc.synth.more_tasks.graph import Path, Taken
from awmc.synth.more_tasks.places import Place, places
from awmc.synth.more_tasks.values import Fact, facts_of, words

AS_THE = "as the "
"""What the facts about a row begin with that is known only by another one."""
_DEPTH = 3
"""How many lookups may follow from each other."""
_MANY = 1_000
"""As many items as a page may have that has no limit of its own."""
_WAYS = 6
"""In how many ways one tool is called."""


@dataclass(frozen=True)
class Origin:
    """Where an argument comes from: said by the user, the actor's own key, or the result of an earlier step at a place."""

    kind: Literal["said", "me", "read"]
    step: int = -1
    place: Place = ()


@dataclass(frozen=True)
class Step:
    """A call and its result, where the arguments that name rows come from, and what must be said, argument by argument, so that somebody can make it. `sought` is
    what was said to find a row by it; `whole` the result with as long a page as there is, where that shows more."""

    call: Call
    value: Any
    origins: Mapping[str, Origin] = field(default_factory=dict)
    facts: tuple[tuple[str, Fact], ...] = ()
    writes: bool = False
    sought: tuple[Fact, ...] = ()
    whole: Any = None


Found = tuple[Origin, list[Fact]]
"""Where a key comes from, and what is to be said of its row."""


@dataclass(frozen=True)
class Target:
    """A row that is looked for: what takes it, its key, the arguments of the calls at hand, and how many lookups may lead to it."""

    taken: Taken
    key: Any
    given: Mapping[str, Any]
    depth: int


class Finder:
    """Finds rows for the steps of one walk. `steps` are those so far; what is found is appended."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.world = bench.world
        self.steps: list[Step] = []

    def arguments(
        self,
        tool: Tool,
        given: Mapping[str, Any],
        near: Mapping[str, Any] | None = None,
        depth: int = _DEPTH,
    ) -> tuple[dict[str, Origin], tuple[tuple[str, Fact], ...]] | None:
        """Where every argument of a call comes from, and the facts to be said; lookups that it takes are appended. None where one cannot be known."""
        taken = {one.argument: one for one in self.world.graph.taken[tool.name]}
        origins: dict[str, Origin] = {}
        facts: list[tuple[str, Fact]] = []
        for name, value in given.items():
            if name not in taken:
                facts += [(name, fact) for fact in self._said(tool, name, value)]
                continue
            if taken[name].several or value is None:
                return None
            found = self._row(Target(taken[name], value, {**(near or {}), **given}, depth))
            if found is None:
                return None
            origins[name], more = found
            facts += [(name, fact) for fact in more]
        return origins, tuple(facts)

    def _said(self, tool: Tool, name: str, value: Any) -> Iterator[Fact]:
        param = next(p for p in tool.params if name in (p.name, p.alias))
        return facts_of(self.world.env, words(name), param.type, value)

    def _row(self, target: Target) -> Found | None:
        taken, key = target.taken, target.key
        if taken.entity == self.world.env.actor and self.bench.episode.actor == (key,):
            return Origin("me"), []
        found = self._known(target)
        if found is None and target.depth:
            found = self._looked_up(target, own=True)
        if found is None and isinstance(key, str) and self._is_name(taken.entity, key):
            return Origin("said"), [Fact(words(taken.param), key, "text", key)]
        if found is None and target.depth:
            found = self._looked_up(target, own=False)
        return found

    def _is_name(self, entity: str, key: str) -> bool:
        """Whether the key is one that users say."""
        rows = self.bench.live.by_key.get(self._table(entity), {})
        return key in rows and not self.bench.is_internal(key)

    def _table(self, entity: str) -> str:
        return self.world.runtime.entities[entity].TABLE.name

    def _known(self, target: Target) -> Found | None:
        """In a result that is there already."""
        for at, step in enumerate(self.steps):
            for path, _ in self._paths(step.call.tool, target.taken, own=True):
                place = next(places(step.value, path, target.key), None)
                if place is None:
                    continue
                if step.writes:
                    return Origin("read", at, place), []
                facts = self._described(step.call.tool, step.whole or step.value, path, target.key)
                if facts is not None:
                    return Origin("read", at, place), _with(facts, step.sought)
        return None

    def _paths(self, tool: str, wanted: Taken, own: bool) -> list[tuple[Path, str]]:
        """Where a tool's result has such keys, and the names that they have there: beside something else of the same row, or as all that is shown of it."""
        graph = self.world.graph
        found = []
        for name, path in graph.givers(wanted.entity, wanted.column):
            if name == tool:
                beside = [s for s in graph.shown[tool] if s.path[:-1] == path[:-1]]
                told = any(s.entity == wanted.entity and s.column != wanted.column for s in beside)
                if told == own:
                    found.append((path, str(path[-1]) if path else ""))
        return sorted(found, key=lambda one: (len(one[0]), one[0]))

    def _looked_up(self, target: Target, own: bool) -> Found | None:
        """By a call of a reading tool that shows it: the one that takes the least."""
        graph, tools, taken = self.world.graph, self.world.tools, target.taken
        names = dict.fromkeys(name for name, _ in graph.givers(taken.entity, taken.column))
        readers = [tools[name] for name in names if _only_reads(tools[name])]
        best: tuple[tuple[int, int], list[Step], Found] | None = None
        before = list(self.steps)
        for tool in sorted(readers, key=lambda tool: len(_required(tool))):
            if not self._paths(tool.name, taken, own):
                continue
            for arguments in islice(self._ways(tool, target), _WAYS):
                self.steps = list(before)
                found = self._by_call(tool, arguments, target, own)
                if found is None:
                    continue
                cost = (len(self.steps) - len(before), len(found[1]))
                if best is None or cost < best[0]:
                    best = cost, list(self.steps), found
            if best is not None and best[0][0] == 1:
                break
        self.steps = before if best is None else best[1]
        return None if best is None else best[2]

    def _by_call(
        self, tool: Tool, arguments: dict[str, Any], target: Target, own: bool
    ) -> Found | None:
        call = Call(tool.name, arguments)
        result = self.bench.call(call)
        if not result.ok:
            return None
        whole = self._whole(tool, call, result)
        for path, name in self._paths(tool.name, target.taken, own):
            for place in islice(places(result.value, path, target.key), 2):
                facts = self._described(tool.name, whole, path, target.key)
                if facts is None or not (facts or own):
                    continue
                sourced = self.arguments(tool, arguments, target.given, target.depth - 1)
                if sourced is None:
                    return None
                origins, said = sourced
                sought = tuple(self._of(tool, of, fact) for of, fact in said)
                self.steps.append(Step(call, result.value, origins, sought=sought, whole=whole))
                if not own:
                    by = f"{AS_THE}{words(name)} of the one with"
                    facts = [replace(fact, about=f"{by} {fact.about}") for fact in facts]
                return Origin("read", len(self.steps) - 1, place), _with(facts, sought)
        return None

    def _whole(self, tool: Tool, call: Call, result: Result) -> Any:
        """The result of a call with as long a page as there is: with the number that gives more the larger it is."""
        best = result
        for name, schema in self.world.schemas[tool.name]["properties"].items():
            kinds = [one for one in schema.get("anyOf", (schema,)) if one.get("type") == "integer"]
            if kinds and name not in call.arguments:
                wider = self.bench.call(call.with_argument(name, kinds[0].get("maximum", _MANY)))
                best = wider if wider.ok and len(wider.text) > len(best.text) else best
        return best.value

    def _described(self, tool: str, value: Any, path: Path, key: Any) -> list[Fact] | None:
        """What is said of the row of a key among all that are shown; None where nothing tells it from the others."""
        place = next(places(value, path, key), None)
        return None if place is None else described(self.bench, tool, value, place)

    def _of(self, tool: Tool, argument: str, fact: Fact) -> Fact:
        """A fact about another row on the way."""
        taken = {one.argument: one.param for one in self.world.graph.taken[tool.name]}
        name = words(taken.get(argument, ""))
        return (
            fact if not name or name in fact.about else replace(fact, about=f"{name} {fact.about}")
        )

    # Ways to call a reading tool

    def _ways(self, tool: Tool, target: Target) -> Iterator[dict[str, Any]]:
        """Arguments that may lead to the row: what is required, then one that narrows the search besides."""
        taken = {one.param: one for one in self.world.graph.taken[tool.name]}
        required = _required(tool)
        options: list[list[tuple[str, Any]]] = []
        for param in required:
            values = self._values(tool, param, taken.get(param), target)
            if not values:
                return
            options.append(values)
        bases = [dict(chosen) for chosen in islice(product(*options), _WAYS)]
        yield from bases
        for param in [p.name for p in tool.params if p.name not in required]:
            found = self._values(tool, param, taken.get(param), target)
            yield from ({**base, name: value} for base in bases for name, value in found[:2])

    def _values(
        self, tool: Tool, param: str, row: Taken | None, target: Target
    ) -> list[tuple[str, Any]]:
        """Values of a parameter that have to do with the row that is looked for."""
        declared = next(p for p in tool.params if p.name == param)
        if row is not None:
            near = [] if row.several else self._rows_near(row, target)
            return [(row.argument, value) for value in near]
        name = declared.alias or param
        if name in target.given and self._fits(tool, name, target.given[name]):
            return [(name, target.given[name])]
        if isinstance(t.unwrap(declared.type), t.TextType):
            return [(name, text) for text in self._names_of(target.taken.entity, target.key)]
        return []

    def _fits(self, tool: Tool, name: str, value: Any) -> bool:
        schema = self.world.schemas[tool.name]["properties"][name]
        kinds = {str: "string", int: "integer", float: "number", bool: "boolean"}
        wanted = {s.get("type") for s in schema.get("anyOf", (schema,))}
        return kinds.get(type(value)) in wanted

    def _rows_near(self, row: Taken, target: Target) -> list[Any]:
        """The keys of rows that the wanted one refers to, that the call at hand names, or that is the actor's."""
        wanted, key = target.taken.entity, target.key
        found: dict[Any, None] = {}
        start, table = self.bench.row_of(wanted, key), self._table(row.entity)
        if start is not None:
            for reference in self.bench.live.tables[self._table(wanted)].references:
                if reference.table == table and len(reference.columns) == 1:
                    found[start[reference.columns[0]]] = None
        by_key = self.bench.live.by_key.get(table, {})
        given = target.given.values()
        found.update((v, None) for v in given if isinstance(v, str | int) and v in by_key)
        if row.entity == self.world.env.actor and self.bench.episode.actor is not None:
            found[self.bench.episode.actor[0]] = None
        return [v for v in found if v is not None and not (v == key and row.entity == wanted)]

    def _names_of(self, entity: str, key: Any) -> list[str]:
        """The names of the row, and of those that it refers to."""
        start = self.bench.row_of(entity, key)
        if start is None:
            return []
        table = self.bench.live.tables[self._table(entity)]
        rows = [start]
        for reference in table.references:
            if len(reference.columns) == 1:
                target = self.bench.live.by_key.get(reference.table, {})
                rows += [target[v] for v in (start[reference.columns[0]],) if v in target]
        texts = [
            row[column]
            for row in rows
            for column in sorted(row, key=lambda c: c not in NAMES)
            if isinstance(row[column], str) and column in NAMES
        ]
        return [text for text in dict.fromkeys(texts) if self.bench.is_presentable(text)][:2]


def _with(facts: list[Fact], sought: tuple[Fact, ...]) -> list[Fact]:
    """Facts, and what else was said to get there."""
    shown = {fact.shown for fact in facts}
    return [*facts, *(fact for fact in sought if fact.shown not in shown)]


def _only_reads(tool: Tool) -> bool:
    return tool.read_only and not tool.ends and not tool.may_reject


def _required(tool: Tool) -> list[str]:
    return [
        p.name for p in tool.params if p.default is None and not isinstance(p.type, t.OptionType)
    ]
