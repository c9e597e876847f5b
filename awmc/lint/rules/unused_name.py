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

from collections.abc import Sequence

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir.model import Handler, Task, Tool
from awmc.ir.node import Node
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
    for part, below in subject.parts:
        if isinstance(part, Tool | Handler):
            _block(below, report)
        elif isinstance(part, Task):
            for body in (part.given, part.solution, part.goal):
                _block([node for statement in body for node in walk(statement)], report)


def _block(nodes: Sequence[Node], report: Report) -> None:
    read = {node.name for node in nodes if isinstance(node, e.Var)}
    for node in nodes:
        if isinstance(node, s.Let) and node.name not in read:
            report(node.span, name=node.name)
