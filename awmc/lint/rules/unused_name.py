"""A name that nothing uses.

A `let` that nothing reads is either left over, or another name stands where it was meant.

## Wrong

```awm
entity Order { key id: int  total: money }
tool refund(order: Order, amount: money(0.01..)) {
  let left = order.total - amount
  set order.total = amount
}
```

## Right

```awm
entity Order { key id: int  total: money }
tool refund(order: Order, amount: money(0.01..)) {
  let left = order.total - amount
  set order.total = left
}
```
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir.walk import walk
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM702",
    "unused-name",
    Family.correctness,
    "nothing reads `{name}`",
    "read it where it was meant, or delete it",
)


def check(subject: Subject, report: Report) -> None:
    """Report each `let` of a tool, handler, solution or goal whose name is never read."""
    env = subject.env
    bodies = [tool.body for tool in env.tools] + [handler.body for handler in env.handlers]
    for task in env.tasks:
        bodies += [task.given, task.solution, task.goal]
    for body in bodies:
        _body(body, report)


def _body(body: tuple[s.Stmt, ...], report: Report) -> None:
    nodes = [node for statement in body for node in walk(statement)]
    read = {node.name for node in nodes if isinstance(node, e.Var)}
    for node in nodes:
        if isinstance(node, s.Let) and node.name not in read:
            report(node.span, name=node.name)
