"""A declared error that nothing raises.

No `require`, `fail`, `reject`, rule or parameter names it: the failure that it was written for ends with another message, or does not happen
at all. Who reviews the spec takes it for a rule that the tools check.

## Wrong

```awm
entity Order { key id: int  total: money = 0 }
error Unpaid(order: Order) "Order {order.id} is not paid"
tool ship(order: Order) { require order.total == 0  return order }
```

## Right

```awm
entity Order { key id: int  total: money = 0 }
error Unpaid(order: Order) "Order {order.id} is not paid"
tool ship(order: Order) { require order.total == 0 else Unpaid(order)  return order }
```
"""

from __future__ import annotations

from awmc.ir.stmt import Failure
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM713",
    "unused-error",
    Family.correctness,
    "nothing fails with `{name}`",
    "name it after the `else` of what should fail with it, or delete it",
)


def check(subject: Subject, report: Report) -> None:
    """Report each error that no failure names."""
    raised = {failure.error for failure in subject.nodes(Failure)}
    for decl in subject.syntax(ast.ErrorDecl):
        if decl.name.name not in raised and subject.declared_here(decl.span):
            report(decl.name.span, name=decl.name.name)
