"""`old` of what the tool cannot change.

Nothing that the tool writes is read there, so the value before the call is the value now. An `ensure` that compares the two holds always, and says nothing of what
the tool did; the field that it does change was meant.

## Wrong

```awm
entity Order { key id: int  total: money  paid: money = 0 }
tool pay(order: Order, amount: money(0..)) {
  set order.paid += amount
  ensure order.total == old(order.total)
}
```

## Right

```awm
entity Order { key id: int  total: money  paid: money = 0 }
tool pay(order: Order, amount: money(0..)) {
  set order.paid += amount
  ensure order.paid == old(order.paid) + amount
}
```
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.ir.model import Tool
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.semantics.effects import Analysis, may_break
from awmc.syntax import ast
from awmc.syntax.walk import walk

RULE = rule(
    "AWM797",
    "needless-old",
    Family.style,
    "`{tool}` changes nothing that `{value}` reads",
    "leave `old` out, or take it of what the tool changes",
)


def check(subject: Subject, report: Report) -> None:
    """Report each `old` in a tool whose value none of the tool's writes can change."""
    if not subject.nodes(e.Old):
        return
    analysis = Analysis(subject.env)
    for tool, below in subject.parts:
        olds = [node for node in below if isinstance(node, e.Old)]
        if not isinstance(tool, Tool) or not olds:
            continue
        written = [
            call
            for call in walk(subject.tool_decls[tool.name])
            if isinstance(call, ast.Call) and call.function.name == "old"
        ]
        if len(olds) != len(written):
            continue
        for one, call in zip(olds, written, strict=True):
            if not may_break(tool.effects, analysis.of(one.value).effects()):
                report(call.span, tool=tool.name, value=subject.text(call.span))
