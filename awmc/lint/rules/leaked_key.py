"""An instruction that gives away an internal key.

People say "my order of last Tuesday", not "order 17"; a number that the database has given makes a task easier than it is, since finding
the row is part of it. Where people do know the number, because it stands on a receipt or a ticket, say so in the description of the
key: `auto key id: int "The number on the receipt"`.

## Wrong

```awm
entity Order { auto key id: int  title: text  paid: bool = false }
data Order (title) { "Chairs"; }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
task pay_one for o in Order {
  instruction "Pay the order {o.id}."
  solution { call pay(order = o) }
}
```

## Right

```awm
entity Order { auto key id: int "The number on the bill"  title: text  paid: bool = false }
data Order (title) { "Chairs"; }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
task pay_one for o in Order {
  instruction "Pay the order {o.id}."
  solution { call pay(order = o) }
}
```
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.lint.facts.tasks import interpolated
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM731",
    "leaked-key",
    Family.tasks,
    "the instruction says the `{field}` of `{entity}`, which the database gives and nobody else knows",
    "name the row as a person would, or say in the key's description where people know it from",
)


def check(subject: Subject, report: Report) -> None:
    """Report each automatic key without a description that an instruction interpolates."""
    for task in subject.env.tasks:
        written = subject.task_decls[task.name].instruction
        assert written is not None
        places = [part.value.span for part in written.parts if isinstance(part, ast.Interpolation)]
        for value, place in zip(interpolated(task.instruction), places, strict=True):
            if isinstance(value, e.FieldGet):
                field = subject.entities[value.entity].field(value.field)
                if field.auto and not field.doc:
                    report(place, field=value.field, entity=value.entity)
