"""A derived field that nothing reads.

No tool shows it (`*` does not take it in) and no rule, task or other derive looks at it. Often the projection that should show it
was forgotten, and the agent has to work out by itself what the spec can already tell it.

## Wrong

```awm
entity Order { key id: int  price: money  count: int  derive total: money = price * count }
tool get_order(order: Order) { return order }
```

## Right

```awm
entity Order { key id: int  price: money  count: int  derive total: money = price * count }
tool get_order(order: Order) { return order.{ *, total } }
```
"""

from __future__ import annotations

from awmc.lint.facts.usage import usage
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM717",
    "unused-derive",
    Family.correctness,
    "nothing reads `{entity}.{name}`",
    "show it, as in `row.{{ *, {name} }}`, or delete it",
)


def check(subject: Subject, report: Report) -> None:
    """Report each derived field that no expression reads."""
    for entity in subject.env.entities:
        for derived in entity.derived:
            read = (entity.name, derived.name) in usage(subject).derived
            decl = subject.member_decl(entity.name, derived.name)
            if decl is not None and not read and subject.declared_here(decl.span):
                report(decl.name.span, entity=entity.name, name=derived.name)
