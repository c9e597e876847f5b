"""The tool dependency graph: which tools give what others need, as the compiler knows it.

In: an environment's IR. Out: a `Graph`: its nodes are the tools that an agent may call, an edge says why one may come before another:

- `gives`: a result of the one has, at a known place, the key of an entity that a parameter of the other takes;
- `unlocks`: the one writes what a condition of the other reads before it does its work (its `require`, its branches, the rules that it may break);
- `changes`: the one writes what the other reads for anything else: its result, or what it writes.

Guaranteed: an edge `gives` names a place whose value is always a key of the entity (or null); order is that of the spec; nothing is run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from awmc.emit.names import arguments
from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir.columns import Column, entity_columns, key_columns
from awmc.ir.model import Effects, Environment, Tool
from awmc.ir.provenance import column_of
from awmc.ir.types import ListType, RefType, unwrap
from awmc.ir.walk import all_statements
from awmc.semantics.effects import Analysis

Why = Literal["gives", "unlocks", "changes"]
Path = tuple[str, ...]
"""A place in a JSON value: the names of fields from outside in; `[]` is any item of a list."""
ITEM = "[]"


@dataclass(frozen=True)
class Shown:
    """A place of a result, and the column that its value is read from."""

    path: Path
    entity: str
    column: str


@dataclass(frozen=True)
class Taken:
    """An argument that is (part of) the key of a row. `param` is the parameter's name, `argument` its JSON name; `several`: it is a list of them."""

    param: str
    argument: str
    entity: str
    column: str
    several: bool
    required: bool


@dataclass(frozen=True)
class Edge:
    """Why `source` may come before `target`. `place` and `argument` are of an edge `gives`; `fields` ("Loan.status", "Loan" for its rows) of the others."""

    source: str
    target: str
    why: Why
    entity: str = ""
    place: str = ""
    argument: str = ""
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.why == "gives":
            what = f"gives {self.entity} at {self.place or 'its result'}, for {self.argument}"
        else:
            verb = "writes what decides" if self.why == "unlocks" else "writes what is read"
            what = f"{verb}: {', '.join(self.fields)}"
        return f"{self.source} → {self.target}: {what}"

    def as_json(self) -> dict[str, Any]:
        """The edge as a JSON object, without what does not apply."""
        known = {"source": self.source, "target": self.target, "why": self.why}
        if self.why == "gives":
            return {
                **known,
                "entity": self.entity,
                "place": self.place,
                "argument": self.argument,
            }
        return {**known, "fields": list(self.fields)}


@dataclass(frozen=True)
class Graph:
    """The tools of the agent by name, what each shows and takes, and the edges between them."""

    tools: tuple[str, ...]
    shown: dict[str, tuple[Shown, ...]]
    keys: dict[str, tuple[Shown, ...]]
    taken: dict[str, tuple[Taken, ...]]
    edges: tuple[Edge, ...]

    @cached_property
    def neighbours(self) -> dict[str, tuple[str, ...]]:
        """The tools that a tool has an edge `gives` or `unlocks` with, either way."""
        found: dict[str, dict[str, None]] = {tool: {} for tool in self.tools}
        for edge in self.edges:
            if edge.why != "changes":
                found[edge.source][edge.target] = None
                found[edge.target][edge.source] = None
        return {tool: tuple(others) for tool, others in found.items()}

    def givers(self, entity: str, column: str) -> Iterator[tuple[str, Path]]:
        """The tools whose results have that part of the entity's key, and where."""
        for tool, places in self.keys.items():
            for place in places:
                if (place.entity, place.column) == (entity, column):
                    yield tool, place.path

    def as_json(self) -> dict[str, Any]:
        """The graph as a JSON object."""
        return {"tools": list(self.tools), "edges": [edge.as_json() for edge in self.edges]}

    def __str__(self) -> str:
        return "".join(f"{edge}\n" for edge in self.edges)


def graph_of(env: Environment) -> Graph:
    """The graph of an environment."""
    tools = [tool for tool in env.tools if not tool.private and not tool.by_user]
    shown = {tool.name: tuple(dict.fromkeys(_shown_by(env, tool))) for tool in tools}
    keys = {name: tuple(_keys_of(env, places)) for name, places in shown.items()}
    taken = {tool.name: tuple(_taken_by(env, tool)) for tool in tools}
    analysis = Analysis(env)
    decisive = {tool.name: _decisive(env, analysis, tool) for tool in tools}
    edges: list[Edge] = []
    for source in tools:
        for target in tools:
            edges += _gives(source.name, target.name, keys, taken)
            edges += _writes(source, target, decisive[target.name])
    return Graph(tuple(t.name for t in tools), shown, keys, taken, tuple(edges))


def place_text(path: Path) -> str:
    """A place as people write it: `[].copies[].barcode`."""
    text = ""
    for part in path:
        text += part if part == ITEM or not text else f".{part}"
    return text


# What results show


def _shown_by(env: Environment, tool: Tool) -> Iterator[Shown]:
    body = all_statements(tool.body)
    lets = {x.name: x.value for x in body if isinstance(x, s.Let)}
    for statement in body:
        if isinstance(statement, s.Return) and statement.value is not None:
            yield from _places(env, lets, statement.value, ())


def _places(
    env: Environment, lets: dict[str, e.Expr], value: e.Expr, path: Path
) -> Iterator[Shown]:
    """The places of a value that are read from columns."""
    match value:
        case e.Project(items=items) | e.ObjectOf(items=items):
            yield from _items(env, lets, items, path)
        case e.ViewOf(view=view):
            yield from _items(env, lets, env.view(view).items, path)
        case e.Comprehension(gather="list" | "distinct", items=(item,)):
            yield from _places(env, lets, item, (*path, ITEM))
        case e.Comprehension(gather="first" | "the", items=(item,)):
            yield from _places(env, lets, item, path)
        case e.Var(name=name) if name in lets and not isinstance(unwrap(value.type), RefType):
            yield from _places(env, {k: v for k, v in lets.items() if k != name}, lets[name], path)
        case e.Narrow(value=inner) | e.Convert(value=inner):
            yield from _places(env, lets, inner, path)
        case e.If(then=one, otherwise=other) | e.Coalesce(left=one, right=other):
            yield from _places(env, lets, one, path)
            yield from _places(env, lets, other, path)
        case _:
            found = column_of(env, value)
            if found is not None:
                of_list = isinstance(unwrap(value.type), ListType)
                entity, column = found
                if not of_list or column.references or _is_key(env, entity, column):
                    yield Shown((*path, ITEM) if of_list else path, entity, column.name)


def _items(
    env: Environment, lets: dict[str, e.Expr], items: tuple[e.Item, ...], path: Path
) -> Iterator[Shown]:
    for item in items:
        yield from _places(env, lets, item.value, (*path, item.name))


def _is_key(env: Environment, entity: str, column: Column) -> bool:
    return column.name in {key.name for key in key_columns(env, env.entity(entity))}


def _keys_of(env: Environment, places: tuple[Shown, ...]) -> Iterator[Shown]:
    """The places that have keys, of the row itself or of one that it refers to; where several values may stand, what is true of all of them."""
    found: dict[Path, tuple[Shown, ...]] = {}
    for place in places:
        meant = tuple(_meant(env, place))
        known = found.get(place.path, meant)
        found[place.path] = tuple(one for one in known if one in meant)
    for known in found.values():
        yield from known


def _meant(env: Environment, place: Shown) -> Iterator[Shown]:
    entity = env.entity(place.entity)
    column = next(c for c in entity_columns(env, entity) if c.name == place.column)
    if column.references is not None:
        keys = key_columns(env, env.entity(column.references))
        ends = [key for key in keys if len(keys) == 1 or key.path == column.path[1:]]
        if len(ends) == 1:
            yield Shown(place.path, column.references, ends[0].name)
    own = key_columns(env, entity)
    if len(own) == 1 and place.column == own[0].name:
        yield place


# What parameters take


def _taken_by(env: Environment, tool: Tool) -> Iterator[Taken]:
    for argument in arguments(env, tool):
        type_ = unwrap(argument.param.type)
        several = isinstance(type_, ListType)
        target = unwrap(type_.item) if isinstance(type_, ListType) else type_
        if isinstance(target, RefType):
            required = argument.param.default is None and argument.param.type == type_
            keys = key_columns(env, env.entity(target.entity))
            column = keys[0].name if several else argument.part
            yield Taken(
                argument.param.name,
                argument.json_name,
                target.entity,
                column,
                several,
                required,
            )


# Edges


def _gives(
    source: str,
    target: str,
    keys: dict[str, tuple[Shown, ...]],
    taken: dict[str, tuple[Taken, ...]],
) -> Iterator[Edge]:
    for wanted in taken[target]:
        for place in keys[source]:
            if (place.entity, place.column) == (wanted.entity, wanted.column):
                where = place_text(place.path)
                yield Edge(source, target, "gives", place.entity, where, wanted.argument)


def _decisive(env: Environment, analysis: Analysis, tool: Tool) -> tuple[set[str], set[str]]:
    """What conditions of the tool read, and all else that it reads."""
    body = list(all_statements(tool.body))
    for name in tool.calls:
        body += all_statements(env.tool(name).body)
    conditions: list[e.Expr] = []
    for statement in body:
        if isinstance(statement, s.Require | s.While):
            conditions.append(statement.condition)
        elif isinstance(statement, s.If):
            conditions += [branch.condition for branch in statement.branches]
    found = _read(analysis.of(*conditions).effects())
    rest = _read(tool.effects)
    for invariant in env.invariants:
        if invariant.name in tool.invariants:
            found |= _read(invariant.reads)
    return found, rest - found


def _read(effects: Effects) -> set[str]:
    return {f"{entity}.{field}" for entity, field in effects.reads} | {*effects.row_reads}


def _writes(source: Tool, target: Tool, reads: tuple[set[str], set[str]]) -> Iterator[Edge]:
    effects = source.effects
    written = {f"{entity}.{field}" for entity, field in effects.updates}
    written |= {*effects.creates, *effects.deletes}
    if source.name == target.name and source.read_only:
        return
    kinds: tuple[tuple[Why, set[str]], ...] = (("unlocks", reads[0]), ("changes", reads[1]))
    for why, read in kinds:
        both = sorted(written & read)
        if both:
            yield Edge(source.name, target.name, why, fields=tuple(both))
            return
