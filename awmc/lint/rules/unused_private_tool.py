"""A private tool that no tool calls.

Only other tools can call a private tool, so what this one does never happens. Either the `call` was forgotten, and with it an effect that the
policy speaks of, or the tool should not be private.

## Wrong

```awm
entity Order { key id: int  total: money = 0 }
private tool note(order: Order) { set order.total = 0 }
tool cancel(order: Order) { return order }
```

## Right

```awm
entity Order { key id: int  total: money = 0 }
private tool note(order: Order) { set order.total = 0 }
tool cancel(order: Order) { call note(order = order)  return order }
```
"""

from __future__ import annotations

from awmc.ir.stmt import CallTool
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM718",
    "unused-private-tool",
    Family.correctness,
    "no tool calls the private tool `{name}`",
    "call it, drop `private`, or delete it",
)


def check(subject: Subject, report: Report) -> None:
    """Report each private tool that no `call` names."""
    called = {call.tool for call in subject.nodes(CallTool)}
    for decl in subject.syntax(ast.ToolDecl):
        name = decl.name.name
        if decl.private and name not in called and subject.declared_here(decl.span):
            report(decl.name.span, name=name)
