"""A parameter without a description.

What `tools.json` says of such a parameter is its own name; units, formats, and what leaving it out means have to be guessed, and wrong
guesses look like failures of the agent. A reference alone of its entity needs none: it is described as "The id of the Order".

## Wrong

```awm
entity Order { key id: int  note: text = "" }
tool annotate(order: Order, note: text) "Write a note on an order" { set order.note = note }
```

## Right

```awm
entity Order { key id: int  note: text = "" }
tool annotate(order: Order, note: text "The note in full; it replaces the one before")
  "Write a note on an order" { set order.note = note }
```
"""

from __future__ import annotations

from awmc.ir import types as t
from awmc.ir.model import Param, Tool
from awmc.lint.facts.parameters import agent_params
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM761",
    "parameter-without-description",
    Family.tools,
    "the parameter `{name}` of `{tool}` has no description",
    'say what it is after its type: `{name}: {type} "…"`',
)


def check(subject: Subject, report: Report) -> None:
    """Report each parameter of a tool of the agent whose meaning only its name tells."""
    for tool, param, written in agent_params(subject):
        if not (param.doc or "").strip() and not _plain_reference(param, tool):
            place, type_ = written.name.span, t.show(param.type)
            report(place, name=param.name, tool=tool.name, type=type_)


def _plain_reference(param: Param, tool: Tool) -> bool:
    """Whether it refers to a row, and no other parameter to one of the same entity."""
    target = t.unwrap(param.type)
    if not isinstance(target, t.RefType):
        return False
    return sum(t.unwrap(other.type) == target for other in tool.params) == 1
