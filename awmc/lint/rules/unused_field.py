"""A stored field that nothing reads.

No tool shows it (not with `*` either), no condition, rule, derive or task looks at it, and no tool gives it a value: it makes the data larger
and the spec longer, and neither an agent nor a verifier can tell whether it is there. Often the projection that should have
it was forgotten. Keys and owners are left alone, since they hold the rows together, and so are times that are set by
themselves; what a tool writes is left alone too, since a task may be judged by it.

## Wrong

```awm
entity Order { key id: int  total: money  weight: int }
tool get_order(order: Order) { return order.{ id, total } }
```

## Right

```awm
entity Order { key id: int  total: money  weight: int }
tool get_order(order: Order) { return order.{ id, total, weight } }
```
"""

from __future__ import annotations

from awmc.ir.model import Entity, Field
from awmc.lint.facts.usage import usage
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM711",
    "unused-field",
    Family.correctness,
    "nothing reads `{entity}.{name}`",
    "show it in a tool's result, or delete it with its values",
)


def check(subject: Subject, report: Report) -> None:
    """Report each field of a used entity that is neither read nor written."""
    for entity in subject.env.entities:
        if entity.name in usage(subject).entities and subject.declared_here(entity.span):
            for field in entity.fields:
                if _is_idle(subject, entity, field):
                    decl = subject.member_decl(entity.name, field.name)
                    report(
                        decl.name.span if decl else field.span, entity=entity.name, name=field.name
                    )


def _is_idle(subject: Subject, entity: Entity, field: Field) -> bool:
    place = (entity.name, field.name)
    needed = field.key or field.owner or field.automatic_time
    return not needed and place not in usage(subject).reads | usage(subject).writes
