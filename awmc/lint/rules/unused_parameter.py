"""A parameter that nothing reads.

An agent works to find a value for it, and the value changes nothing; a task that wants it given cannot be judged by the data. Tools that do
nothing with any of their parameters, such as a hand-over to a person with its summary, are left alone: there the call itself is what counts.

## Wrong

```awm
entity Order { key id: int  total: money = 0  note: text = "" }
tool cancel(order: Order, reason: text) { set order.note = "cancelled"  return order }
```

## Right

```awm
entity Order { key id: int  total: money = 0  note: text = "" }
tool cancel(order: Order, reason: text) { set order.note = reason  return order }
```
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir.node import Node
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject, nodes_in
from awmc.syntax import ast

RULE = rule(
    "AWM719",
    "unused-parameter",
    Family.correctness,
    "`{owner}` never reads its parameter `{name}`",
    "use it, or delete it",
)


def check(subject: Subject, report: Report) -> None:
    """Report each parameter of a tool, `def` or error that its body never reads."""
    defs = {one.name: one.value for one in subject.env.defs}
    errors = {one.name: one.message for one in subject.env.errors}
    for decl in _declarations(subject):
        if not decl.params or not subject.declared_here(decl.span):
            continue
        name = decl.name.name
        if isinstance(decl, ast.ToolDecl):
            unread = _of_tool(subject, name)
        else:
            body = defs[name] if isinstance(decl, ast.DefDecl) else errors[name]
            unread = {param.name.name for param in decl.params} - _read((body,))
        for param in decl.params:
            if param.name.name in unread:
                report(param.name.span, owner=name, name=param.name.name)


def _declarations(subject: Subject) -> Iterator[ast.ToolDecl | ast.DefDecl | ast.ErrorDecl]:
    yield from subject.syntax(ast.ToolDecl)
    yield from subject.syntax(ast.DefDecl)
    yield from subject.syntax(ast.ErrorDecl)


def _of_tool(subject: Subject, name: str) -> set[str]:
    tool = subject.env.tool(name)
    names = {param.name for param in tool.params}
    defaults = tuple(param.default for param in tool.params if param.default is not None)
    unread = names - _read((*tool.body, *defaults))
    return set() if unread == names and all(_is_inert(one) for one in tool.body) else unread


def _is_inert(statement: s.Stmt) -> bool:
    """Whether a body of such statements only notes that it was called."""
    return isinstance(statement, s.Return | s.Let | s.Fail)


def _read(nodes: tuple[Node, ...]) -> set[str]:
    return {node.name for node in nodes_in(nodes, e.Var)}
