"""An entity that nothing has to do with.

No tool, rule, derive or task reads or writes its rows, and no list or reference to it is followed: the agent can neither see nor change it. It
is a table left over from an earlier version, or the tool that should show it is missing. Keep it with `# noqa: unused-entity` where
the next version of the environment will need it.

## Wrong

```awm
entity Order { key id: int  total: money }
entity Depot { key id: int  city: text }
tool get_order(order: Order) { return order }
```

## Right

```awm
entity Order { key id: int  total: money }
tool get_order(order: Order) { return order }
```
"""

from __future__ import annotations

from awmc.lint.facts.usage import usage
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM710",
    "unused-entity",
    Family.correctness,
    "nothing reads or writes the {kind} `{name}`",
    "write the tool that shows it, or delete it with its data",
)


def check(subject: Subject, report: Report) -> None:
    """Report each entity that only its own declaration and data speak of."""
    for entity in subject.env.entities:
        if entity.name not in usage(subject).entities and subject.declared_here(entity.span):
            kind = "state" if entity.state else "entity"
            report(subject.entity_decls[entity.name].name.span, kind=kind, name=entity.name)
