"""A task that needs its user, who has no script.

The solution has the user do something, but nothing tells the simulated user what it wants, knows, and will do when asked: it does nothing,
or what another model makes up, and the verifier judges that. `user` holds the script; the agent never sees it.

## Wrong

```awm
entity Order { auto key id: int  paid: bool = false  sent: bool = false }
data Order (paid) { false; }
tool ship(order: Order "The order's number") "Mark an order as sent" { set order.sent = true }
tool confirm(order: Order "The order's number") by user "Confirm a payment" { set order.paid = true }
task ship_it {
  instruction "Send the only order, once I have confirmed the payment."
  solution { call confirm(order = 1)  call ship(order = 1) }
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

import re

from awmc.lint.facts.tasks import calls, literal_text
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM745",
    "user-tool-without-script",
    Family.tasks,
    "`{task}` needs its user, {why}, but has no `user` script",
    'write what the user wants and will do: `user "…"` after the instruction',
)
_ASK_ME = re.compile(r"\bask (me|us)\b", re.IGNORECASE)


def check(subject: Subject, report: Report) -> None:
    """Report each task without a script whose solution calls a user's tool, or whose instruction says to ask."""
    users = {tool.name for tool in subject.env.tools if tool.by_user}
    for task in subject.env.tasks:
        if task.user is not None:
            continue
        called = [call for call in calls(task) if call.tool in users]
        place = subject.task_decls[task.name].name.span
        if called:
            report(place, task=task.name, why=f"who has to call `{called[0].tool}`")
        elif _ASK_ME.search(literal_text(task.instruction)):
            report(place, task=task.name, why="who is to be asked")
