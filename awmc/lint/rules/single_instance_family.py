"""A family of tasks that gave one instance only.

A `for` promises many instances; where the data left one, a filter is narrower than it was meant to be, or the data poorer.

## Wrong

```awm
entity Order { auto key id: int  title: text  paid: bool = false }
data Order (title, paid) { "Chairs", false; "Table", true; }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
task pay_one for o in Order if not o.paid {
  instruction "Pay the order '{o.title}'."
  solution { call pay(order = o) }
}
```

## Right

```awm
entity Order { auto key id: int  title: text  paid: bool = false }
data Order (title, paid) { "Chairs", false; "Table", false; }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
task pay_one for o in Order if not o.paid {
  instruction "Pay the order '{o.title}'."
  solution { call pay(order = o) }
}
```
"""

from __future__ import annotations

from awmc.lint.facts.instances import by_family
from awmc.lint.rule import Family, Needs, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM743",
    "single-instance-family",
    Family.tasks,
    "`{task}` goes through rows, but gave one instance only",
    "widen its filter, or add rows to the data",
    needs=Needs.data,
    on=False,
)


def check(subject: Subject, report: Report) -> None:
    """Report each `for` task with one instance."""
    for task, instances in by_family(subject):
        if task.clauses and len(instances) == 1:
            report(subject.task_decls[task.name].name.span, task=task.name)
