"""A parameter that is a key, but not declared as the row.

The body only looks a row up by it. Declared as the entity, the parameter is checked before the body runs, a missing or invisible row
gives `not_found` with the parameter's own `else`, and solutions can pass the row; the agent gives the key as before.

## Wrong

```awm
entity Order { key id: text  paid: bool = false }
tool pay(id: text "The order's number") "Mark an order as paid" { set Order(id).paid = true }
```

## Right

```awm
entity Order { key id: text  paid: bool = false }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
```
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir import types as t
from awmc.ir.model import Param, Tool
from awmc.lint.facts.parameters import agent_params, uses
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM774",
    "key-parameter-as-text",
    Family.tools,
    "`{name}` of `{tool}` only serves to look up a row of `{entity}`",
    "declare it as the row, `{better}: {entity}`, and use that",
)


def check(subject: Subject, report: Report) -> None:
    """Report each text or int parameter of a tool of the agent that is nothing but a key."""
    for tool, param, written in agent_params(subject):
        entity = _looked_up(subject, tool, param)
        if entity is not None:
            better = subject.entities[entity].table
            place = written.name.span
            report(place, name=param.name, tool=tool.name, entity=entity, better=better)


def _looked_up(subject: Subject, tool: Tool, param: Param) -> str | None:
    """The entity of which it is the key, where it is read for nothing else but messages."""
    if not isinstance(t.unwrap(param.type), t.TextType | t.IntType):
        return None
    entities: set[str] = set()
    for path in uses(subject, tool, param):
        if any(isinstance(node, s.Failure) for node in path):
            continue
        around = path[-1]
        if not isinstance(around, e.Lookup) or len(around.key) != 1:
            return None
        entities.add(around.entity)
    return entities.pop() if len(entities) == 1 else None
