"""The parameters of tools, and how their bodies use them."""

from __future__ import annotations

from collections.abc import Iterator

from awmc.ir import expr as e
from awmc.ir.model import Param, Tool
from awmc.ir.node import Node
from awmc.ir.walk import children
from awmc.lint.facts.once import once
from awmc.lint.subject import Subject
from awmc.syntax import ast


def agent_params(subject: Subject) -> Iterator[tuple[Tool, Param, ast.ParamDecl]]:
    """Each parameter of the agent's tools, as it is meant and as it is written."""
    for tool in subject.agent_tools:
        for param, written in zip(tool.params, subject.tool_decls[tool.name].params, strict=True):
            yield tool, param, written


Path = tuple[Node, ...]
"""The nodes around a name where it is read, the outermost first, without the read itself."""


def uses(subject: Subject, tool: Tool, param: Param) -> list[Path]:
    """Each place where a tool of the agent reads one of its parameters; none where nothing compares it or looks a row up by it."""
    return _reads(subject).get((tool.name, param.name), [])


@once
def _reads(subject: Subject) -> dict[tuple[str, str], list[Path]]:
    found: dict[tuple[str, str], list[Path]] = {}
    compared = _compared(subject)
    for tool in subject.agent_tools:
        names = {param.name for param in tool.params} & compared
        if not names:
            continue
        for statement in tool.body:
            for name, path in _below(statement, ()):
                if name in names:
                    found.setdefault((tool.name, name), []).append(path)
    return found


def _below(node: Node, path: Path) -> Iterator[tuple[str, Path]]:
    if isinstance(node, e.Var):
        yield node.name, path
    inside = (*path, node)
    for child in children(node):
        yield from _below(child, inside)


def _compared(subject: Subject) -> set[str]:
    """The names that are compared with a value, or are a key, somewhere: the others need no closer look."""
    sides: list[e.Expr] = []
    for compare in subject.nodes(e.Compare):
        both = (compare.left, compare.right)
        if any(isinstance(side, e.Const) and side.value is not None for side in both):
            sides += both
    sides += [one.item for one in subject.nodes(e.In)]
    sides += [one.subject for one in subject.nodes(e.Match)]
    sides += [key for one in subject.nodes(e.Lookup) for key in one.key]
    plain = [side.value if isinstance(side, e.Narrow) else side for side in sides]
    return {side.name for side in plain if isinstance(side, e.Var)}
