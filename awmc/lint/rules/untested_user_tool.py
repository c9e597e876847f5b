"""A tool of the simulated user that no task lets the user call.

What only the user can do, such as approving a payment on a phone, makes a task a conversation. A `by user` tool that no solution
calls stands in no such task: its effects, and the handlers that wait for them, are never exercised.

## Wrong

```awm
entity Order { auto key id: int  paid: bool = false  sent: bool = false }
data Order (paid) { true; }
tool ship(order: Order "The order's number") "Mark an order as sent" { set order.sent = true }
tool confirm(order: Order "The order's number") by user "Confirm a payment" { set order.paid = true }
task ship_it {
  instruction "Send the only order."
  solution { call ship(order = 1) }
}
```

## Right

```awm
entity Order { auto key id: int  paid: bool = false  sent: bool = false }
data Order (paid) { false; }
tool ship(order: Order "The order's number") "Mark an order as sent" { set order.sent = true }
tool confirm(order: Order "The order's number") by user "Confirm a payment" { set order.paid = true }
task ship_it {
  instruction "Send the only order, once I have confirmed the payment."
  user "You confirm the payment as soon as you are asked."
  solution { call confirm(order = 1)  call ship(order = 1) }
}
```
"""

from __future__ import annotations

from awmc.lint.facts.tasks import changes_data, needed_tools
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM736",
    "untested-user-tool",
    Family.tasks,
    "no task's solution has the user call `{name}`",
    "write a task in which the user has to, or delete it",
)


def check(subject: Subject, report: Report) -> None:
    """Report each tool of the user that no solution calls."""
    if not subject.env.tasks:
        return
    needed = needed_tools(subject)
    for tool in subject.env.tools:
        if tool.by_user and changes_data(subject, tool) and tool.name not in needed:
            report(subject.tool_decls[tool.name].name.span, name=tool.name)
