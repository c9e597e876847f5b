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
from awmc.ir.walk import walk
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject, nodes_in

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
    for body in subject.bodies:
        used = {node.name for node in nodes_in(body, e.Var)}
        for call in nodes_in(body, s.CallTool):
            if call.tool in readers and call.name not in used:
                report(
                    call.span, what=f"nothing uses what `{call.tool}` gives, and it changes nothing"
                )
        for loop in (*nodes_in(body, s.For), *nodes_in(body, s.While)):
            if not loop.body:
                report(loop.span, what="this loop does nothing")
        for choice in nodes_in(body, s.If):
            if not any(branch.body for branch in choice.branches) and not choice.otherwise:
                report(choice.span, what="this `if` does nothing")


def _may_fail(body: tuple[s.Stmt, ...]) -> bool:
    """Whether the tool is called for what it requires."""
    kinds = s.Require | s.Fail | s.Reject | s.Ensure
    return any(isinstance(node, kinds) for one in body for node in walk(one))
