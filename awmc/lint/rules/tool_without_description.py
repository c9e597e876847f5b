"""A tool without a description.

An agent chooses tools by their descriptions; without one, `tools.json` repeats the tool's name, and what the tool does, refuses or leaves
alone has to be guessed. That makes a task hard for a reason that it does not measure. Private tools are never shown, and need none.

## Wrong

```awm
entity Order { key id: int  paid: bool = false }
tool settle(order: Order) { set order.paid = true }
```

## Right

```awm
entity Order { key id: int  paid: bool = false }
tool settle(order: Order) "Mark an order as paid" { set order.paid = true }
```
"""

from __future__ import annotations

from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM760",
    "tool-without-description",
    Family.tools,
    "`{name}` has no description",
    'say what it does between the parameters and the body: `tool {name}({dots}) "…" {{ … }}`',
)


def check(subject: Subject, report: Report) -> None:
    """Report each tool of the agent or the user that has no description."""
    for tool in subject.syntax(ast.ToolDecl):
        empty = tool.doc is None or not (tool.doc.plain or "").strip()
        if empty and not tool.private:
            report(tool.name.span, name=tool.name.name, dots="…" if tool.params else "")
