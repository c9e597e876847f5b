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

from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast
from awmc.syntax.walk import walk

RULE = rule(
    "AWM767",
    "require-without-else",
    Family.tools,
    "`{name}` refuses with its condition's source text as the message",
    'say what is wrong and what to do instead: `require … else "…"`',
)


def check(subject: Subject, report: Report) -> None:
    """Report each `require` without a message in a tool that can be called from outside."""
    for tool in subject.syntax(ast.ToolDecl):
        if tool.private:
            continue
        for node in walk(tool.body):
            if isinstance(node, ast.Require) and node.failure is None:
                report(node.condition.span, name=tool.name.name)
