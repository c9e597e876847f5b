"""A family of tasks that outweighs the others.

Tasks are mostly drawn evenly over instances: a family with far more of them than any other takes most of the training. `limit` says how
many there shall be.

## Wrong

```awm
entity Order { auto key id: int  paid: bool = false }
data Order for i in range(60) { paid: false }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
task pay_one for o in Order {
  instruction "Pay the order {o.id}."
  solution { call pay(order = o) }
}
```

## Right

```awm
entity Order { auto key id: int  paid: bool = false }
data Order for i in range(60) { paid: false }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
task pay_one for o in Order limit 12 {
  instruction "Pay the order {o.id}."
  solution { call pay(order = o) }
}
```
"""

from __future__ import annotations

from awmc.lint.facts.instances import by_family
from awmc.lint.rule import Family, Needs, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM744",
    "unlimited-family",
    Family.tasks,
    "`{task}` has {count} instances, and no `limit`",
    "say how many there shall be: `limit {most}` before the `{{`",
    needs=Needs.data,
)
_MOST = 50
"""The instances of a family that need no word."""


def check(subject: Subject, report: Report) -> None:
    """Report each family with many instances and no limit."""
    for task, instances in by_family(subject):
        if task.limit is None and len(instances) > _MOST:
            place = subject.task_decls[task.name].name.span
            report(place, task=task.name, count=len(instances), most=_MOST)
