"""A family of tasks whose instruction tells its instances nothing.

Every instance of a `for` task reads the same, and yet each wants another row to change: an agent can only guess which. Interpolate what a
person would call the row by. Where the actor depends on the row, who asks tells the instances apart, and nothing is reported.

## Wrong

```awm
entity Order { auto key id: int "The number on the bill"  paid: bool = false }
data Order (paid) { false; false; }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
task pay_one for o in Order {
  instruction "Pay the order."
  solution { call pay(order = o) }
}
```

## Right

```awm
entity Order { auto key id: int "The number on the bill"  paid: bool = false }
data Order (paid) { false; false; }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
task pay_one for o in Order {
  instruction "Pay the order {o.id}."
  solution { call pay(order = o) }
}
```
"""

from __future__ import annotations

from awmc.lint.facts.tasks import indistinct
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM738",
    "indistinct-instances",
    Family.tasks,
    "every instance of `{task}` has the same instruction, but what it wants depends on {names}",
    "interpolate what tells the rows apart",
)


def check(subject: Subject, report: Report) -> None:
    """Report each family whose texts, actor and start are the same for every row, but whose solution or answer is not."""
    for task, names in indistinct(subject).items():
        written = subject.task_decls[task].instruction
        assert written is not None
        report(written.span, task=task, names=names)
