"""An entity that never has rows.

It has no initial rows, and no tool, handler or task makes any: a tool that lists them always gives an empty list, one that takes one always
fails, and rules over them hold of nothing. The data block, or the tool that creates them, is missing.

## Wrong

```awm
entity Order { key id: int  total: money }
entity Refund { auto key id: int  order: Order }
data Order (id, total) { 1, 5.00 }
tool list_refunds() { return [r for r in Refund] }
```

## Right

```awm
entity Order { key id: int  total: money }
entity Refund { auto key id: int  order: Order }
data Order (id, total) { 1, 5.00 }
tool list_refunds() { return [r for r in Refund] }
tool refund(order: Order) { create Refund { order } }
```
"""

from __future__ import annotations

from awmc.lint.facts.usage import usage
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM753",
    "empty-entity",
    Family.data,
    "`{name}` never has a row: there are no initial ones and no tool makes any",
    "add a `data {name}` block, or the tool that creates them",
)


def check(subject: Subject, report: Report) -> None:
    """Report each used entity without data and without a `create`, in a spec that has data at all."""
    filled = {data.entity for data in subject.env.data} | usage(subject).creates
    for entity in subject.env.entities:
        needed = subject.env.data and not entity.state and entity.name in usage(subject).entities
        if needed and entity.name not in filled and subject.declared_here(entity.span):
            report(subject.entity_decls[entity.name].name.span, name=entity.name)
