"""The parameters of tools, and how their bodies use them."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.ir import expr as e
from awmc.ir.model import Param, Tool
from awmc.ir.node import Node
from awmc.ir.walk import children
from awmc.lint.subject import Subject
from awmc.syntax import ast


def agent_params(subject: Subject) -> Iterator[tuple[Tool, Param, ast.ParamDecl]]:
    """Each parameter of the agent's tools, as it is meant and as it is written."""
    for tool in subject.agent_tools:
        for param, written in zip(tool.params, subject.tool_decls[tool.name].params, strict=True):
            yield tool, param, written


def uses(tool: Tool, name: str) -> list[tuple[Node, ...]]:
    """Each place where the parameter is read: the nodes around it, the outermost first, without the read itself."""
    return [path for statement in tool.body for path in _below(statement, name, ())]


def _below(node: Node, name: str, path: tuple[Node, ...]) -> Iterator[tuple[Node, ...]]:
    if isinstance(node, e.Var) and node.name == name:
        yield path
    for child in children(node):
        yield from _below(child, name, (*path, node))
