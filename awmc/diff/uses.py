"""Who uses a declaration, directly or through others: the tools and tasks that a change of a function reaches.

In: an environment and the name of what changed. Out: `Users`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from awmc.diff.instances import few
from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir.model import Environment, Task, Tool
from awmc.ir.node import Node
from awmc.ir.walk import walk

Thing = tuple[str, str]
"""A kind (`def`, `derive`, `view`, `tool`, `task`, `rule`) and a name; a field's is `Entity.field`."""


@dataclass(frozen=True)
class Users:
    """Public tools and tasks that reach a thing, in source order; `rules` is whether rules of the data do."""

    tools: tuple[Tool, ...]
    tasks: tuple[Task, ...]
    rules: bool

    @property
    def judged(self) -> bool:
        """Whether a verdict may depend on it: a tool that writes, a task or a rule does."""
        return self.rules or bool(self.tasks) or any(not tool.read_only for tool in self.tools)

    def __str__(self) -> str:
        names = [*(f"tool {t.name}" for t in self.tools), *(f"task {t.name}" for t in self.tasks)]
        return f"used by {few(names)}" if names else "used by no tool and no task"


def users(env: Environment, kind: str, name: str) -> Users:
    """Who uses the thing of that kind and name."""
    graph = _graph(env)
    reached: set[Thing] = set()
    waiting = [(kind, name)]
    while waiting:
        thing = waiting.pop()
        for user, used in graph.items():
            if thing in used and user not in reached:
                reached.add(user)
                waiting.append(user)
    return Users(
        tuple(t for t in env.tools if ("tool", t.name) in reached and not t.private),
        tuple(t for t in env.tasks if ("task", t.name) in reached),
        any(kind == "rule" for kind, _ in reached),
    )


def _graph(env: Environment) -> Mapping[Thing, frozenset[Thing]]:
    """What each thing uses directly."""
    return {thing: frozenset(_used(nodes)) for thing, nodes in _things(env)}


def _things(env: Environment) -> Iterator[tuple[Thing, tuple[Node, ...]]]:
    for function in env.defs:
        yield ("def", function.name), (function.value,)
    for view in env.views:
        yield ("view", view.name), view.items
    for tool in env.tools:
        yield ("tool", tool.name), tool.body
    for task in env.tasks:
        yield ("task", task.name), (task,)
    for number, handler in enumerate(env.handlers):
        yield ("rule", f"on {handler.event} {number}"), handler.body
    for invariant in env.invariants:
        yield ("rule", invariant.name), (invariant.condition,)
    for entity in env.entities:
        for derived in entity.derived:
            yield ("derive", f"{entity.name}.{derived.name}"), (derived.value,)
        for check in entity.checks:
            yield ("rule", check.name), (check.condition,)
        if entity.visible is not None:
            yield ("rule", f"visible {entity.name}"), (entity.visible,)


def _used(nodes: tuple[Node, ...]) -> Iterator[Thing]:
    for root in nodes:
        for inner in walk(root):
            match inner:
                case e.DefCall(name=name):
                    yield "def", name
                case e.DerivedGet(entity=entity, field=field):
                    yield "derive", f"{entity}.{field}"
                case e.ViewOf(view=view):
                    yield "view", view
                case s.CallTool(tool=tool):
                    yield "tool", tool
                case _:
                    pass
