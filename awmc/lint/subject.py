"""What lint rules look at: a spec after its passes.

In: the sources, the trees, the IR where there are no errors, and what was built, where data and tasks were run. Out: indexes of both
trees, made when they are first asked for and then kept; what is concluded from them is in `awmc.lint.facts`. Guaranteed: each tree is
walked once for all rules; source order; nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from awmc.diagnostics.model import Applicability, Edit, Fix
from awmc.ir import node as ir_node
from awmc.ir.model import Entity, Environment, Tool
from awmc.ir.stmt import Stmt
from awmc.ir.walk import children as children_ir
from awmc.ir.walk import walk as walk_ir
from awmc.source import Sources, Span
from awmc.syntax import ast
from awmc.syntax.walk import walk as walk_tree

if TYPE_CHECKING:
    from awmc.build import Build
    from awmc.lint.suppressions import Suppression

_A = TypeVar("_A", bound=ast.Node)
_I = TypeVar("_I", bound=ir_node.Node)

Parts = tuple[tuple[ir_node.Node, tuple[ir_node.Node, ...]], ...]
"""Each declaration with the nodes in it, itself included, parents first."""


@dataclass(frozen=True)
class Subject:
    """A spec after its passes; `environment` is None where it has errors, `build` where data and tasks were not run."""

    sources: Sources
    modules: tuple[ast.Module, ...]
    environment: Environment | None
    build: Build | None = None
    suppressions: tuple[Suppression, ...] = ()
    """The `noqa` comments and what they kept back, for rules that run after the others."""
    ran: frozenset[str] = frozenset()
    """The advice that was looked for, by name, for those rules."""
    all_ran: bool = False
    """Whether nothing that was asked for had to be left out."""

    @property
    def env(self) -> Environment:
        """The environment, for rules that run only where there is one."""
        assert self.environment is not None
        return self.environment

    @property
    def built(self) -> Build:
        """What was built, for rules that run only where it was."""
        assert self.build is not None
        return self.build

    # The syntax

    @cached_property
    def _trees(self) -> Mapping[type, list[ast.Node]]:
        found: dict[type, list[ast.Node]] = {}
        for module in self.modules:
            for node in walk_tree(module):
                found.setdefault(type(node), []).append(node)
        return found

    def syntax(self, kind: type[_A]) -> list[_A]:
        """Every node of the syntax trees of exactly that class, in source order, of used files first."""
        return cast("list[_A]", self._trees.get(kind, []))

    @cached_property
    def tool_decls(self) -> Mapping[str, ast.ToolDecl]:
        """The declarations of tools by name."""
        return {decl.name.name: decl for decl in self.syntax(ast.ToolDecl)}

    @cached_property
    def entity_decls(self) -> Mapping[str, ast.EntityDecl]:
        """The declarations of entities and states by name."""
        return {decl.name.name: decl for decl in self.syntax(ast.EntityDecl)}

    @cached_property
    def task_decls(self) -> Mapping[str, ast.TaskDecl]:
        """The declarations of tasks by name."""
        return {decl.name.name: decl for decl in self.syntax(ast.TaskDecl)}

    def member_decl(
        self, entity: str, name: str
    ) -> ast.FieldDecl | ast.HasDecl | ast.DeriveDecl | None:
        """The declaration of a field, `has` list or derived field."""
        for member in self.entity_decls[entity].members:
            if (
                isinstance(member, ast.FieldDecl | ast.HasDecl | ast.DeriveDecl)
                and member.name.name == name
            ):
                return member
        return None

    # The IR

    @cached_property
    def parts(self) -> Parts:
        """Everything that the environment declares: one walk for all who ask."""
        return tuple((part, tuple(walk_ir(part))) for part in children_ir(self.env))

    @cached_property
    def _nodes(self) -> Mapping[type, list[ir_node.Node]]:
        found: dict[type, list[ir_node.Node]] = {}
        for _, below in self.parts:
            for node in below:
                found.setdefault(type(node), []).append(node)
        return found

    def nodes(self, kind: type[_I]) -> list[_I]:
        """Every node of the IR of exactly that class, in source order."""
        return cast("list[_I]", self._nodes.get(kind, []))

    @cached_property
    def agent_tools(self) -> tuple[Tool, ...]:
        """The tools that an agent may call."""
        return tuple(t for t in self.env.tools if not t.private and not t.by_user)

    @cached_property
    def bodies(self) -> tuple[tuple[Stmt, ...], ...]:
        """The bodies of tools and handlers."""
        tools = tuple(tool.body for tool in self.env.tools)
        return tools + tuple(handler.body for handler in self.env.handlers)

    @cached_property
    def entities(self) -> Mapping[str, Entity]:
        """The entities by name."""
        return {entity.name: entity for entity in self.env.entities}

    # Text

    def text(self, span: Span) -> str:
        """The source text of a span."""
        file = self.sources.get(span.path)
        return "" if file is None else file.slice(span)

    def commented(self, span: Span) -> bool:
        """Whether a comment stands within a span, which a fix must not swallow."""
        return any(
            span.start <= comment.span.start < span.end
            for module in self.modules
            if module.path == span.path
            for comment in module.comments
        )

    def declared_here(self, span: Span) -> bool:
        """Whether a place is in the main file, not in one that it uses."""
        return span.path == self.modules[-1].path


def nodes_in(root: ir_node.Node | tuple[ir_node.Node, ...], kind: type[_I]) -> Iterator[_I]:
    """The nodes of a class at and below a node or several, parents first."""
    roots = root if isinstance(root, tuple) else (root,)
    for one in roots:
        for node in walk_ir(one):
            if type(node) is kind:
                yield node


def safe_fix(title: str, *edits: tuple[Span, str]) -> Fix:
    """A fix that changes nothing but what it says; each edit is a span and its new text."""
    return _fix(Applicability.safe, title, edits)


def unsafe_fix(title: str, *edits: tuple[Span, str]) -> Fix:
    """A fix that may change what the spec means."""
    return _fix(Applicability.unsafe, title, edits)


def _fix(kind: Applicability, title: str, edits: tuple[tuple[Span, str], ...]) -> Fix:
    made = tuple(Edit(span=span, text=text) for span, text in edits)
    return Fix(title=title, applicability=kind, edits=made)
