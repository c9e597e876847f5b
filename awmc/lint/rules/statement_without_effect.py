"""A statement that does nothing.

A block that is empty, or a call of a tool that only reads whose result nothing uses. A step of the tool was left out there, or the result of the call was
meant to be looked at.

## Wrong

```awm
entity Order { key id: int  total: money }
tool get_order(order: Order) { return order }
tool void(order: Order) { call get_order(order = order)  set order.total = 0 }
```

## Right

```awm
entity Order { key id: int  total: money }
tool get_order(order: Order) { return order }
tool void(order: Order) { set order.total = 0 }
```
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir.model import Handler, Tool
from awmc.ir.node import Node
from awmc.ir.walk import walk
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM728",
    "statement-without-effect",
    Family.correctness,
    "{what}",
    "write what it should do, or delete it",
)


def check(subject: Subject, report: Report) -> None:
    """Report empty blocks and calls for nothing, in tools and handlers; in a solution a call is a step of its own."""
    readers = {
        tool.name for tool in subject.env.tools if tool.read_only and not _may_fail(tool.body)
    }
    for part, below in subject.parts:
        if isinstance(part, Tool | Handler):
            used = {node.name for node in below if isinstance(node, e.Var)}
            for node in below:
                what = _idle(node, readers, used)
                if what and isinstance(node, s.Statement):
                    report(node.span, what=what)


def _idle(node: Node, readers: set[str], used: set[str]) -> str | None:
    match node:
        case s.CallTool(tool=tool, name=name) if tool in readers and name not in used:
            return f"nothing uses what `{tool}` gives, and it changes nothing"
        case s.For(body=()) | s.While(body=()):
            return "this loop does nothing"
        case s.If(branches=branches, otherwise=()) if not any(one.body for one in branches):
            return "this `if` does nothing"
        case _:
            return None


def _may_fail(body: tuple[s.Stmt, ...]) -> bool:
    """Whether the tool is called for what it requires."""
    kinds = s.Require | s.Fail | s.Reject | s.Ensure
    return any(isinstance(node, kinds) for one in body for node in walk(one))
