"""A `require` of a tool that does not say what is wrong.

Without `else`, the agent is told the condition as the spec writes it, with names that it has never seen. A message that says what is
wrong, and what would be right, lets it go on or explain a refusal. Conditions of goals are never shown, and need none.

## Wrong

```awm
entity Order { key id: int  paid: bool = false }
tool pay(order: Order) "Mark an order as paid" {
  require not order.paid
  set order.paid = true
}
```

## Right

```awm
entity Order { key id: int  paid: bool = false }
tool pay(order: Order) "Mark an order as paid" {
  require not order.paid else "Order {order.id} is paid already"
  set order.paid = true
}
```
"""

from __future__ import annotations

from awmc.lint.facts.declared import around
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM767",
    "require-without-else",
    Family.tools,
    "`{name}` refuses with its condition's source text as the message",
    'say what is wrong and what to do instead: `require … else "…"`',
)


def check(subject: Subject, report: Report) -> None:
    """Report each `require` without a message in a tool that can be called from outside."""
    tools = [tool for tool in subject.syntax(ast.ToolDecl) if not tool.private]
    for one in subject.syntax(ast.Require):
        tool = around(tools, one.span) if one.failure is None else None
        if tool is not None:
            report(one.condition.span, name=tool.name.name)
