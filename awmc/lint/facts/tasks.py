"""What several rules ask of a task: its calls, and the words of its texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir.model import Task, Tool
from awmc.ir.node import Node
from awmc.ir.walk import walk
from awmc.lint.facts.once import once
from awmc.lint.subject import Subject
from awmc.syntax import ast
from awmc.syntax.walk import walk as walk_tree


def calls(task: Task) -> Iterator[s.CallTool]:
    """The calls of a task's solution, those in loops and branches, too."""
    for statement in task.solution:
        for node in walk(statement):
            if isinstance(node, s.CallTool):
                yield node


def literal_text(text: e.Text | None) -> str:
    """The words of a text that do not depend on the instance; a blank where something is interpolated."""
    if text is None:
        return ""
    return "".join(part if isinstance(part, str) else " " for part in text.parts)


def interpolated(text: e.Text | None) -> list[e.Expr]:
    """The expressions that a text interpolates."""
    return [] if text is None else [part.value for part in text.parts if isinstance(part, e.Part)]


@once
def needed_tools(subject: Subject) -> frozenset[str]:
    """The tools that the solutions of the tasks call, and the tools that these call."""
    found: set[str] = set()
    for task in subject.env.tasks:
        for call in calls(task):
            found |= {call.tool, *subject.env.tool(call.tool).calls}
    return frozenset(found)


@once
def indistinct(subject: Subject) -> dict[str, list[str]]:
    """The families that tell every instance the same and want something else of each, with the loop names that it depends on."""
    found = {}
    for task in subject.env.tasks:
        told = [*interpolated(task.instruction), *interpolated(task.user), *task.given]
        if task.actor is not None:
            told.append(task.actor)
        wanted = [*task.solution, *task.goal, *(answer for answer, _ in task.answers)]
        names = [n for c in task.clauses if isinstance(c, e.ForClause) for n in c.names]
        used = [name for name in names if name in _read(wanted)]
        is_single = isinstance(task.limit, e.Const) and task.limit.value == 1
        if used and not _read(told) & set(names) and not is_single:
            found[task.name] = used
    return found


def _read(nodes: Iterable[Node]) -> set[str]:
    return {inner.name for node in nodes for inner in walk(node) if isinstance(inner, e.Var)}


def changes_data(subject: Subject, tool: Tool) -> bool:
    """Whether a tool changes more than `scratch` fields."""
    effects = tool.effects
    fields = (subject.entities[entity].field(name) for entity, name in effects.updates)
    return bool(effects.creates or effects.deletes) or not all(field.scratch for field in fields)


def written_call(subject: Subject, task: Task, call: s.CallTool) -> ast.ToolCallExpr | None:
    """A call of a solution as it is written."""
    block = subject.task_decls[task.name].solution
    for node in () if block is None else walk_tree(block):
        inside = call.span.start <= node.span.start and node.span.end <= call.span.end
        if isinstance(node, ast.ToolCallExpr) and inside and node.tool.name == call.tool:
            return node
    return None
