"""What an agent can learn from the tools that it may call.

In: the bodies of tools, with the views, derived fields and functions that they use. Out: the stored fields, as (entity, field), whose values
come out in results and error messages. Guaranteed: a field that may come out is among them; whether its row is ever seen is not asked, and
what only conditions look at is not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir import types as t
from awmc.ir.columns import Column, key_columns
from awmc.ir.model import Environment, Tool
from awmc.ir.node import Node
from awmc.ir.walk import all_statements, children
from awmc.lint.facts.once import once
from awmc.lint.facts.usage import Place
from awmc.lint.subject import Subject

_SILENT = (e.Compare, e.In, e.And, e.Or, e.Not)
"""Their values tell no field."""


@once
def shown_to_agent(subject: Subject) -> frozenset[Place]:
    """The fields whose values the agent's tools give."""
    return frozenset(shown_by(subject, *subject.agent_tools))


def shown_by(subject: Subject, *tools: Tool) -> set[Place]:
    """The fields whose values tools give, through the tools that they call, too."""
    found = _Found(subject.env)
    names = {name for tool in tools for name in (tool.name, *tool.calls)}
    for tool in subject.env.tools:
        if tool.name in names:
            found.tool(tool)
    return found.fields


def shown_in(env: Environment, expressions: Iterable[e.Expr | e.Text]) -> set[Place]:
    """The fields whose values expressions give."""
    found = _Found(env)
    for expression in expressions:
        found.value(expression)
    return found.fields


def key_leaves(env: Environment, entity: str) -> Iterator[tuple[Column, Place]]:
    """The columns of an entity's key, each with the stored field that it is in the end: of a reference, the key behind it."""
    for column in key_columns(env, env.entity(entity)):
        at = entity
        for name in column.path[:-1]:
            target = t.unwrap(env.entity(at).field(name).type)
            if not isinstance(target, t.RefType):
                break
            at = target.entity
        yield column, (at, column.path[-1])


class _Found:
    """Gathers the fields that come out."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._views = {view.name: view for view in env.views}
        self._defs = {one.name: one for one in env.defs}
        self._derived = {(d.name, x.name): x.value for d in env.entities for x in d.derived}
        self._seen: set[tuple[str, str]] = set()
        self._lets: dict[str, e.Expr] = {}
        self.fields: set[Place] = set()

    def tool(self, tool: Tool) -> None:
        """What a tool returns, and says when it refuses."""
        body = all_statements(tool.body)
        self._lets = {one.name: one.value for one in body if isinstance(one, s.Let)}
        for one in body:
            match one:
                case s.Return(value=value) if value is not None:
                    self.value(value)
                case s.Require() | s.Ensure() | s.Fail() | s.Reject():
                    self.value(one.failure.message)
                case _:
                    pass

    def value(self, node: Node) -> None:
        """What comes out where an expression's value does."""
        match node:
            case e.FieldGet():
                self.fields.add((node.entity, node.field))
            case e.DerivedGet():
                self._inside(node.entity, node.field, (self._derived[node.entity, node.field],))
            case e.ViewOf():
                self._inside(
                    "view", node.view, tuple(i.value for i in self._views[node.view].items)
                )
            case e.DefCall():
                self._inside("def", node.name, (self._defs[node.name].value,))
                self._each(node.args)
            case e.Var() if node.name in self._lets:
                self._each((self._lets.pop(node.name),))
            case e.Project():
                self._each(item.value for item in node.items)
                if not isinstance(t.unwrap(node.source.type), t.RefType):
                    self.value(node.source)
            case e.If():
                self._each((node.then, node.otherwise))
            case e.Match():
                self._each(arm.value for arm in node.arms)
                if node.otherwise is not None:
                    self.value(node.otherwise)
            case e.Comprehension():
                self._gathered(node)
            case _ if not isinstance(node, _SILENT):
                self._each(children(node))

    def _gathered(self, node: e.Comprehension) -> None:
        if node.gather in ("count", "any", "all"):
            return
        self._each(node.items)
        for clause in node.clauses:
            if isinstance(clause, e.ForClause) and not _rows(clause.source.type):
                self.value(clause.source)

    def _inside(self, owner: str, name: str, values: tuple[e.Expr, ...]) -> None:
        if (owner, name) not in self._seen:
            self._seen.add((owner, name))
            self._each(values)

    def _each(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            self.value(node)


def _rows(type_: t.Type) -> bool:
    return isinstance(type_, t.ListType) and isinstance(type_.item, t.RefType)
