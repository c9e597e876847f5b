"""A tool that makes a row and does not say which.

The key of the new row is given by the database, other tools want it, and this one does not return it: an agent that has just made an order
cannot go on with it but by searching. Return the row, or its key.

## Wrong

```awm
entity Order { auto key id: int  title: text  paid: bool = false }
tool place_order(title: text "What is ordered") "Place an order" { create Order { title } }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
```

## Right

```awm
entity Order { auto key id: int  title: text  paid: bool = false }
tool place_order(title: text "What is ordered") "Place an order" { return create Order { title }.{ id } }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
```
"""

from __future__ import annotations

from awmc.ir import stmt as s
from awmc.ir import types as t
from awmc.lint.facts.shown import key_leaves, shown_by
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM770",
    "result-without-key",
    Family.tools,
    "`{tool}` makes a row of `{entity}` and does not return its `{key}`, which `{other}` wants",
    "return the row, or its key: `return row.{{ {key}, … }}`",
)


def check(subject: Subject, report: Report) -> None:
    """Report each `create` of a tool of the agent whose automatic key another tool takes and this one keeps."""
    takers = {
        target.entity: tool.name
        for tool in subject.agent_tools
        for param in tool.params
        if isinstance(target := t.unwrap(param.type), t.RefType)
    }
    for tool in subject.agent_tools:
        made = [one for one in tool.body if isinstance(one, s.Create) and one.entity in takers]
        shown = shown_by(subject, tool) if made else set()
        for one in made:
            for _, (entity, key) in key_leaves(subject.env, one.entity):
                field = subject.entities[entity].field(key)
                if field.auto and (entity, key) not in shown:
                    other = takers[one.entity]
                    report(one.span, tool=tool.name, entity=one.entity, key=key, other=other)
