"""An arrow of `@flow` that no tool takes.

No tool or handler ever sets the field to the state that it leads to. The flow promises a change that cannot happen: either the tool
that makes it is missing, or the arrow is left over. Where a tool sets the field to a value that it is given, any arrow may be taken, and none is
reported.

It must be selected, since a flow may well tell how things go in the world at large, of which the tools of one agent are a part.

## Wrong

```awm
enum Status { open, sent, returned }
entity Order { key id: int  status: Status = open  @flow status { open -> sent; sent -> returned } }
tool send(order: Order) { set order.status = sent  return order }
```

## Right

```awm
enum Status { open, sent, returned }
entity Order { key id: int  status: Status = open  @flow status { open -> sent; sent -> returned } }
tool send(order: Order) { set order.status = sent  return order }
tool take_back(order: Order) { set order.status = returned  return order }
```
"""

from __future__ import annotations

from awmc.lint.facts.assigned import assigned
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM723",
    "dead-arrow",
    Family.correctness,
    "no tool sets `{entity}.{field}` to `{state}`",
    "write the tool that does, or delete the arrow",
    on=False,
)


def check(subject: Subject, report: Report) -> None:
    """Report the first arrow to each state that the field is never set to."""
    for entity in subject.env.entities:
        for flow in entity.flows:
            taken = assigned(subject).sets(entity.name, flow.field)
            if taken is None or not subject.declared_here(flow.span):
                continue
            told: set[str | None] = {*taken}
            for target in _targets(subject, entity.name, flow.field):
                spelling = assigned(subject).spelling(entity.name, flow.field, target.name)
                if spelling not in told:
                    told.add(spelling)
                    report(target.span, entity=entity.name, field=flow.field, state=target.name)


def _targets(subject: Subject, entity: str, field: str) -> list[ast.Ident]:
    return [
        target
        for member in subject.entity_decls[entity].members
        if isinstance(member, ast.FlowRule) and member.field.name == field
        for arrow in member.arrows
        for target in arrow.targets
    ]
