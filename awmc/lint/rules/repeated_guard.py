"""The same requirement in four tools or more.

A requirement that is written out again and again is one day changed in all tools but one. Where it is about who may see a row, `@visible` says
it once for all tools; where it is about a parameter, the parameter's type or `else` can; anything else goes into a private tool. The rule is off
unless it is selected, since a short requirement that each tool repeats is easy to review.

## Wrong

```awm
entity Order { key id: int  open: bool = true  note: text = ""  total: money = 0 }
tool annotate(order: Order, note: text) { require order.open else "Closed"  set order.note = note }
tool charge(order: Order, by: money(0..)) { require order.open else "Closed"  set order.total += by }
tool clear(order: Order) { require order.open else "Closed"  set order.total = 0 }
tool close(order: Order) { require order.open else "Closed"  set order.open = false }
```

## Right

```awm
entity Order { key id: int  open: bool = true  note: text = ""  total: money = 0 }
private tool check_open(order: Order) { require order.open else "Closed" }
tool annotate(order: Order, note: text) { call check_open(order = order)  set order.note = note }
tool charge(order: Order, by: money(0..)) { call check_open(order = order)  set order.total += by }
tool clear(order: Order) { call check_open(order = order)  set order.total = 0 }
tool close(order: Order) { call check_open(order = order)  set order.open = false }
```
"""

from __future__ import annotations

from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.source import Span
from awmc.syntax import ast
from awmc.syntax.walk import shape, walk

RULE = rule(
    "AWM798",
    "repeated-guard",
    Family.style,
    "{count} tools begin with `{text}`",
    "say it once: with `@visible`, in a private tool, or in the parameter's type",
    on=False,
)


def check(subject: Subject, report: Report) -> None:
    """Report the first of the requirements that tools share, condition and failure."""
    places: dict[tuple[object, ...], list[Span]] = {}
    for name, decl in subject.tool_decls.items():
        if not subject.declared_here(decl.span):
            continue
        types = {param.name: param.type for param in subject.env.tool(name).params}
        for statement in decl.body.statements:
            if not isinstance(statement, ast.Require):
                break
            names = {node.name for node in walk(statement) if isinstance(node, ast.Name)}
            given = tuple((one, types[one]) for one in sorted(names & types.keys()))
            places.setdefault((shape(statement), given), []).append(statement.span)
    for spans in places.values():
        if len(spans) >= _TOOLS:
            text = " ".join(subject.text(spans[0]).split())
            labels = [(span, "and here") for span in spans[1:]]
            report(spans[0], labels=labels, count=len(spans), text=text)


_TOOLS = 4
