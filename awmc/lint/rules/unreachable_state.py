"""A state that no row can come to.

`@flow` has no arrow that leads to it, it is not the default, no row is created in it and no initial row has it: arrows that start there and conditions
that ask for it are dead. An agent that reads them expects such rows. Often the arrow that should lead there is missing.

## Wrong

```awm
enum Status { open, packed, sent }
entity Order { key id: int  status: Status = open  @flow status { open -> sent; packed -> sent } }
tool send(order: Order) { set order.status = sent  return order }
```

## Right

```awm
enum Status { open, packed, sent }
entity Order { key id: int  status: Status = open  @flow status { open -> packed; packed -> sent } }
tool send(order: Order) { set order.status = sent  return order }
```
"""

from __future__ import annotations

from awmc.lint.facts.assigned import assigned
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM722",
    "unreachable-state",
    Family.correctness,
    "no row of `{entity}` can come to be `{state}`",
    "add the arrow that leads to it, or delete those that start there",
)


def check(subject: Subject, report: Report) -> None:
    """Report the first mention of each state of a flow that nothing leads to and no row starts in."""
    for entity in subject.env.entities:
        for flow in entity.flows:
            starts = assigned(subject).starts(entity.name, flow.field)
            if starts is None or not subject.declared_here(flow.span):
                continue
            targets = {target for _, found in flow.arrows for target in found}
            for ident in _sources(subject, entity.name, flow.field):
                spelling = assigned(subject).spelling(entity.name, flow.field, ident.name)
                if spelling not in targets | starts:
                    report(ident.span, entity=entity.name, state=ident.name)


def _sources(subject: Subject, entity: str, field: str) -> list[ast.Ident]:
    """The states that arrows start from, where they are written."""
    return [
        arrow.source
        for member in subject.entity_decls[entity].members
        if isinstance(member, ast.FlowRule) and member.field.name == field
        for arrow in member.arrows
    ]
