"""Two tools, or two parameters of a tool, with the same description.

An agent cannot tell from them which of the two it needs; mostly one was copied and never rewritten.

## Wrong

```awm
entity Order { key id: int  paid: bool = false  sent: bool = false }
tool pay(order: Order) "Change an order's state" { set order.paid = true }
tool ship(order: Order) "Change an order's state" { set order.sent = true }
```

## Right

```awm
entity Order { key id: int  paid: bool = false  sent: bool = false }
tool pay(order: Order) "Mark an order as paid" { set order.paid = true }
tool ship(order: Order) "Mark an order as sent" { set order.sent = true }
```
"""

from __future__ import annotations

from collections.abc import Iterable

from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM765",
    "duplicate-description",
    Family.tools,
    "`{name}` is described in the same words as `{other}`",
    "say what tells them apart",
)


def check(subject: Subject, report: Report) -> None:
    """Report each description that repeats that of an earlier tool, or of an earlier parameter of its tool."""
    tools = [subject.tool_decls[tool.name] for tool in subject.agent_tools]
    _look(tools, report)
    for tool in tools:
        _look(tool.params, report)


def _look(declared: Iterable[ast.ToolDecl | ast.ParamDecl], report: Report) -> None:
    seen: dict[str, ast.Ident] = {}
    for one in declared:
        if one.doc is None or one.doc.plain is None:
            continue
        words = " ".join(one.doc.plain.lower().split()).rstrip(".")
        if words in seen:
            other = seen[words]
            labels = [(other.span, "the earlier one")]
            report(one.doc.span, labels=labels, name=one.name.name, other=other.name)
        elif words:
            seen[words] = one.name
