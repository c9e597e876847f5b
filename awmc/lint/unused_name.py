"""A `let` that nothing uses: it is either left over, or another name was meant where it should stand."""

from __future__ import annotations

from awmc.diagnostics.sink import Sink
from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir.walk import walk
from awmc.lint.subject import Subject


def check(subject: Subject, sink: Sink) -> None:
    """Report each `let` of a tool, handler, solution or goal whose name is never read."""
    env = subject.environment
    if env is None:
        return
    bodies = [tool.body for tool in env.tools] + [handler.body for handler in env.handlers]
    for task in env.tasks:
        bodies += [task.given, task.solution, task.goal]
    for body in bodies:
        _body(body, sink)


def _body(body: tuple[s.Stmt, ...], sink: Sink) -> None:
    nodes = [node for statement in body for node in walk(statement)]
    read = {node.name for node in nodes if isinstance(node, e.Var)}
    for node in nodes:
        if isinstance(node, s.Let) and node.name not in read:
            sink.report("unused-name", node.span, name=node.name)
