"""Two task instances that tell an agent the same, but want something else of it.

Same instruction, same actor, same script of the user: an agent cannot do one thing for the one and another for the other. The rows
have the same name, or the instruction leaves out what tells them apart. Filter the rows (`if count(…) == 1`), or say more.

## Wrong

```awm
entity Order { auto key id: int  title: text  paid: bool = false }
data Order (title) { "Chairs"; "Chairs"; }
tool list_orders() "All orders" { return [o for o in Order] }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
task pay_one for o in Order {
  instruction "Pay the order '{o.title}'."
  solution { call pay(order = o) }
}
```

## Right

```awm
entity Order { auto key id: int  title: text  paid: bool = false }
data Order (title) { "Chairs"; "Table"; }
tool list_orders() "All orders" { return [o for o in Order] }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
task pay_one for o in Order {
  instruction "Pay the order '{o.title}'."
  solution { call pay(order = o) }
}
```
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from awmc.lint.facts.instances import by_family
from awmc.lint.facts.tasks import indistinct
from awmc.lint.rule import Family, Needs, Report, rule
from awmc.lint.subject import Subject

if TYPE_CHECKING:
    from awmc.build.instance import Instance

RULE = rule(
    "AWM739",
    "duplicate-instruction",
    Family.tasks,
    "`{second}` tells an agent the same as `{first}`, but wants something else",
    "say what tells them apart, or filter such rows out",
    needs=Needs.data,
)


def check(subject: Subject, report: Report) -> None:
    """Report, once a family, two instances of it that only their solution or answers tell apart."""
    for task, instances in by_family(subject):
        if task.name in indistinct(subject):
            continue  # `indistinct-instances` tells it
        seen: dict[str, Instance] = {}
        for one in instances:
            told = json.dumps([one.instruction, one.user, one.actor, one.given])
            other = seen.setdefault(told, one)
            if _wanted(other) != _wanted(one):
                written = subject.task_decls[task.name].instruction
                assert written is not None
                report(written.span, first=other.id, second=one.id)
                break


def _wanted(instance: Instance) -> str:
    """The changes and answers that an instance wants."""
    answers = [answer.as_json() for answer in instance.answers]
    return json.dumps([[step.as_json() for step in instance.solution], answers])
