"""A tool that writes and returns nothing.

The agent sees `{}`: that it worked, not what came of it. Returning the row as it is now saves it a call to look, and lets it tell the person
what has happened.

## Wrong

```awm
entity Order { key id: int  paid: bool = false }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
```

## Right

```awm
entity Order { key id: int  paid: bool = false }
tool pay(order: Order "The order's number") "Mark an order as paid" {
  set order.paid = true
  return order
}
```
"""

from __future__ import annotations

from awmc.ir import stmt as s
from awmc.ir.walk import all_statements
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM771",
    "empty-result",
    Family.tools,
    "`{tool}` writes, and its result is `{empty}`",
    "return what has changed: `return row`, or a projection of it",
    on=False,
)


def check(subject: Subject, report: Report) -> None:
    """Report each writing tool of the agent that returns no value on any path."""
    for tool in subject.agent_tools:
        body = all_statements(tool.body)
        returns = any(isinstance(one, s.Return) and one.value is not None for one in body)
        if not tool.read_only and not returns and not tool.ends:
            report(subject.tool_decls[tool.name].name.span, tool=tool.name, empty="{}")
