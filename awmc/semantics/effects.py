"""What each tool, rule, def and handler may read and write, and from it what each tool may break.

In: an elaborated environment. Out: the same with every `Effects` filled in, and with the invariants and checks that each tool
may break, and whether a call of it may end in a `reject`. Effects are those that may happen: both branches of an `if`, every cascade of a `delete`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from awmc.ir import expr as e
from awmc.ir import model as ir
from awmc.ir import stmt as s
from awmc.ir import types as t
from awmc.ir.node import Node
from awmc.ir.walk import walk


@dataclass(slots=True)
class Found:
    """Effects while they are being collected."""

    reads: set[tuple[str, str]] = field(default_factory=set)
    row_reads: set[str] = field(default_factory=set)
    updates: set[tuple[str, str]] = field(default_factory=set)
    creates: set[str] = field(default_factory=set)
    deletes: set[str] = field(default_factory=set)
    clock: bool = False
    advances: bool = False
    me: bool = False

    def add(self, other: Found) -> None:
        """Take in what another piece does."""
        self.reads |= other.reads
        self.row_reads |= other.row_reads
        self.updates |= other.updates
        self.creates |= other.creates
        self.deletes |= other.deletes
        self.clock |= other.clock
        self.advances |= other.advances
        self.me |= other.me

    def effects(self) -> ir.Effects:
        """The same, sorted and frozen."""
        return ir.Effects(
            reads=tuple(sorted(self.reads)),
            row_reads=tuple(sorted(self.row_reads)),
            updates=tuple(sorted(self.updates)),
            creates=tuple(sorted(self.creates)),
            deletes=tuple(sorted(self.deletes)),
            clock=self.clock,
            advances=self.advances,
            me=self.me,
        )


class Analysis:
    """The effects of every part of one environment, each found once."""

    def __init__(self, env: ir.Environment) -> None:
        self._env = env
        self._entities = {entity.name: entity for entity in env.entities}
        self._derived = {(x.name, d.name): d for x in env.entities for d in x.derived}
        self._has = {(x.name, h.name): h for x in env.entities for h in x.has}
        self._defs = {d.name: d for d in env.defs}
        self._views = {v.name: v for v in env.views}
        self._tools = {tool.name: tool for tool in env.tools}
        self._memo: dict[tuple[str, ...], Found] = {}

    def of(self, *nodes: Node) -> Found:
        """The effects of some nodes and all below them."""
        found = Found()
        for node in nodes:
            for inner in walk(node):
                self._node(inner, found)
        return found

    def _cached(self, key: tuple[str, ...], *nodes: Node) -> Found:
        if key not in self._memo:
            self._memo[key] = Found()  # a recursion, reported elsewhere, adds nothing
            self._memo[key] = self.of(*nodes)
        return self._memo[key]

    def _node(self, node: Node, found: Found) -> None:
        match node:
            case e.FieldGet():
                found.reads.add((node.entity, node.field))
            case e.DerivedGet():
                derived = self._derived[node.entity, node.field]
                found.add(self._cached(("derive", node.entity, node.field), derived.value))
            case e.HasGet():
                has = self._has[node.entity, node.field]
                found.reads.add((has.entity, has.by))
                found.row_reads.add(has.entity)
            case e.EntityRows():
                found.row_reads.add(node.entity)
            case e.Lookup():
                self._lookup(node, found)
            case e.DefCall():
                found.add(self._cached(("def", node.name), self._defs[node.name].value))
            case e.ViewOf():
                found.add(self._cached(("view", node.view), *self._views[node.view].items))
            case e.Now():
                found.clock = True
            case e.Me():
                found.me = True
            case e.Builtin():
                self._builtin(node, found)
            case s.Statement():
                self._statement(node, found)
            case _:
                pass

    def _lookup(self, node: e.Lookup, found: Found) -> None:
        found.row_reads.add(node.entity)
        entity = self._entities[node.entity]
        found.reads.update((node.entity, key.name) for key in entity.keys)
        if node.visible and entity.visible is not None:
            found.add(self._cached(("visible", entity.name), entity.visible))

    def _builtin(self, node: e.Builtin, found: Found) -> None:
        if node.name == "today":
            found.clock = True
        if node.name in ("ancestors", "descendants"):
            step, row = node.args[1], node.args[0]
            assert isinstance(step, e.Const) and isinstance(row.type, t.RefType)
            found.reads.add((row.type.entity, str(step.value)))
            found.row_reads.add(row.type.entity)

    def _statement(self, node: s.Statement, found: Found) -> None:
        match node:
            case s.Create():
                found.creates.add(node.entity)
            case s.SetFields():
                found.updates.update((node.entity, value.path[0]) for value in node.values)
            case s.Delete():
                found.deletes.update(self.owned(node.entity))
            case s.CallTool():
                found.add(self.tool(node.tool))
            case s.Advance():
                found.advances = True
                found.add(self.handlers("clock"))
            case _:
                pass

    def owned(self, entity: str) -> list[str]:
        """An entity and every one whose rows go when its rows are deleted."""
        found = [entity]
        for name in found:
            for other in self._env.entities:
                owners = [f.type for f in other.fields if f.owner]
                owned = any(t.unwrap(o) == t.RefType(entity=name) for o in owners)
                if owned and other.name not in found:
                    found.append(other.name)
        return found

    def tool(self, name: str) -> Found:
        """A tool's own body and the tools that it calls, its parameters' rows included."""
        tool = self._tools[name]
        found = Found()
        found.add(self._cached(("tool", name), *tool.body))
        for param in tool.params:
            inner = t.unwrap(param.type)
            target = t.unwrap(inner.item) if isinstance(inner, t.ListType) else inner
            if isinstance(target, t.RefType):
                key = e.Lookup(
                    entity=target.entity, key=(), maybe=False, visible=not tool.private, type=target
                )
                self._lookup(key, found)
            if param.default is not None:
                found.add(self.of(param.default))
        return found

    def handlers(self, event: str) -> Found:
        """All `on call` or `on clock` blocks together."""
        nodes = [stmt for h in self._env.handlers if h.event == event for stmt in h.body]
        return self._cached(("on", event), *nodes)


def with_effects(env: ir.Environment) -> ir.Environment:
    """`env` with every `Effects` filled in."""
    analysis = Analysis(env)
    entities = tuple(_entity(analysis, entity) for entity in env.entities)
    invariants = tuple(replace(x, reads=analysis.of(x.condition).effects()) for x in env.invariants)
    env = replace(
        env,
        entities=entities,
        invariants=invariants,
        defs=tuple(replace(d, reads=analysis.of(d.value).effects()) for d in env.defs),
        handlers=tuple(replace(h, effects=analysis.of(*h.body).effects()) for h in env.handlers),
        tasks=tuple(
            replace(x, solution_effects=analysis.of(*x.solution).effects()) for x in env.tasks
        ),
    )
    return replace(env, tools=_rejecting(tuple(_tool(analysis, env, x) for x in env.tools)))


def _rejecting(tools: tuple[ir.Tool, ...]) -> tuple[ir.Tool, ...]:
    """The tools, where one that calls a tool that may reject may reject itself: a `reject` ends the outermost call."""
    found = {tool.name for tool in tools if tool.may_reject}
    while more := {x.name for x in tools if found.intersection(x.calls)} - found:
        found |= more
    return tuple(replace(tool, may_reject=tool.name in found) for tool in tools)


def _entity(analysis: Analysis, entity: ir.Entity) -> ir.Entity:
    checks = tuple(replace(c, reads=analysis.of(c.condition).effects()) for c in entity.checks)
    return replace(entity, checks=checks)


def _tool(analysis: Analysis, env: ir.Environment, tool: ir.Tool) -> ir.Tool:
    found = analysis.tool(tool.name)
    effects = found.effects()
    total = Found()
    total.add(found)
    if effects.writes:
        total.add(analysis.handlers("call"))
    all_effects = total.effects()
    return replace(
        tool,
        effects=effects,
        calls=tuple(
            dict.fromkeys(
                n.tool for stmt in tool.body for n in walk(stmt) if isinstance(n, s.CallTool)
            )
        ),
        invariants=tuple(x.name for x in env.invariants if may_break(all_effects, x.reads)),
        checks=tuple(_checks(env, all_effects)),
    )


def _checks(env: ir.Environment, effects: ir.Effects) -> list[str]:
    """The checks at the end of a call, and overlaps, that writes may break."""
    names: list[str] = []
    for entity in env.entities:
        for check in entity.checks:
            own = entity.name in effects.creates or any(
                x == entity.name for x, _ in effects.updates
            )
            if not check.local and (own or may_break(effects, check.reads)):
                names.append(check.name)
        for overlap in entity.no_overlaps:
            if entity.name in effects.creates or any(x == entity.name for x, _ in effects.updates):
                names.append(overlap.name)
    return names


def may_break(effects: ir.Effects, reads: ir.Effects) -> bool:
    """Whether what is written may change what is read."""
    rows = {*effects.creates, *effects.deletes}
    return bool(
        set(effects.updates) & set(reads.reads)
        or rows & set(reads.row_reads)
        or (rows & {entity for entity, _ in reads.reads})
        or (effects.advances and reads.clock)
    )
