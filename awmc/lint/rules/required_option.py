"""A filter that may be none and yet has to be given.

A `T?` without a default is required: a call that leaves it out is refused, and an agent has to write `null`. Nearly always it was meant to
be left out, as `T? = none` says. Tools that write are left alone: to give `null` may be how a value is cleared.

## Wrong

```awm
entity Order { key id: int  note: text? }
tool list_orders(note: text? "Only orders with this note") "All orders" {
  return [o for o in Order if note == none or o.note == note]
}
```

## Right

```awm
entity Order { key id: int  note: text? }
tool list_orders(note: text? "Only orders with this note" = none) "All orders" {
  return [o for o in Order if note == none or o.note == note]
}
```
"""

from __future__ import annotations

from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject, unsafe_fix
from awmc.source import Span
from awmc.syntax import ast

RULE = rule(
    "AWM768",
    "required-option",
    Family.tools,
    "`{name}` of `{tool}` may be none, but a call that leaves it out is refused",
    "give it a default: `{name}: {type} = none`",
    fixes="unsafe",
)


def check(subject: Subject, report: Report) -> None:
    """Report each parameter of a reading tool of the agent of a type `T?` without a default."""
    for tool in subject.agent_tools:
        if not tool.read_only:
            continue
        for param in subject.tool_decls[tool.name].params:
            if isinstance(param.type, ast.OptionalType) and param.default is None:
                end = (param.alias or param.type).span.end
                place = Span(param.span.path, end, end)
                report(
                    param.name.span,
                    fix=unsafe_fix("let it be left out", (place, " = none")),
                    name=param.name.name,
                    tool=tool.name,
                    type=subject.text(param.type.span),
                )
