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

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir.model import Def, ErrorKind, Tool
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast
from awmc.syntax.walk import walk

RULE = rule(
    "AWM719",
    "unused-parameter",
    Family.correctness,
    "`{owner}` never reads its parameter `{name}`",
    "use it, or delete it",
)


def check(subject: Subject, report: Report) -> None:
    """Report each parameter of a tool, `def` or error that its body never reads."""
    read: dict[tuple[type, str], set[str]] = {
        (type(part), part.name): {node.name for node in below if isinstance(node, e.Var)}
        for part, below in subject.parts
        if isinstance(part, Tool | Def | ErrorKind)
    }
    for tool in subject.syntax(ast.ToolDecl):
        _declaration(subject, report, tool, read[Tool, tool.name.name])
    for decl in subject.syntax(ast.DefDecl):
        _declaration(subject, report, decl, read[Def, decl.name.name])
    for error in subject.syntax(ast.ErrorDecl):
        _declaration(subject, report, error, read[ErrorKind, error.name.name])


def _declaration(
    subject: Subject,
    report: Report,
    decl: ast.ToolDecl | ast.DefDecl | ast.ErrorDecl,
    read: set[str],
) -> None:
    unread = [param.name for param in decl.params if param.name.name not in read]
    if unread and isinstance(decl, ast.ToolDecl):
        told = _told(decl)
        unread = [name for name in unread if name.name not in told]
    is_note = isinstance(decl, ast.ToolDecl) and _is_inert(subject.env.tool(decl.name.name))
    noted = is_note and len(unread) == len(decl.params)
    if not noted and subject.declared_here(decl.span):
        for name in unread:
            report(name.span, owner=decl.name.name, name=name.name)


def _told(decl: ast.ToolDecl) -> set[str]:
    """The names that failures are given: whether a message has them is the error's own matter."""
    failures = [
        node.failure
        for node in walk(decl.body)
        if isinstance(node, ast.Require | ast.Fail | ast.Reject | ast.Ensure) and node.failure
    ]
    return {node.name for one in failures for node in walk(one) if isinstance(node, ast.Name)}


def _is_inert(tool: Tool) -> bool:
    """Whether the tool only notes that it was called."""
    return all(isinstance(one, s.Return | s.Let | s.Fail) for one in tool.body)
