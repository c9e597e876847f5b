"""A limit on calls that leaves no room to look.

The solution knows what an agent has to find out first. Where `limit calls` allows no more than the solution's own calls and one besides,
an agent that looks before it acts, and once goes wrong, has lost: the limit then measures luck. Allow a few times what the solution takes.

## Wrong

```awm
entity Order { auto key id: int  title: text  paid: bool = false }
data Order (title) { "Chairs"; }
tool list_orders() "All orders" { return [o for o in Order] }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
task pay_one for o in Order {
  instruction "Pay the order '{o.title}'."
  solution { call pay(order = o) }
  limit calls 1
}
```

## Right

```awm
entity Order { auto key id: int  title: text  paid: bool = false }
data Order (title) { "Chairs"; }
tool list_orders() "All orders" { return [o for o in Order] }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
task pay_one for o in Order {
  instruction "Pay the order '{o.title}'."
  solution { call pay(order = o) }
  limit calls 10
}
```
"""

from __future__ import annotations

from awmc.lint.facts.instances import by_family
from awmc.lint.rule import Family, Needs, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM740",
    "tight-call-limit",
    Family.tasks,
    "{limit} calls are allowed where the solution alone takes {calls}",
    "allow at least {least}, so that an agent can look first",
    needs=Needs.data,
)
_ROOM = 2
"""The calls, besides those of the solution, that the least agent needs: to look, and to look again."""


def check(subject: Subject, report: Report) -> None:
    """Report, once a family, a limit that the solution nearly uses up."""
    for task, instances in by_family(subject):
        for one in instances:
            calls = sum(step.side == "agent" for step in one.solution)
            if one.call_limit is not None and one.call_limit < calls + _ROOM:
                written = subject.task_decls[task.name].call_limit
                assert written is not None
                report(written.span, limit=one.call_limit, calls=calls, least=calls + _ROOM)
                break
