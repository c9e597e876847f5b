"""A view that nothing shows.

No tool gives it as its result and no projection uses it. A tool that projects the same row by hand will come to differ from the view, and
the reader cannot tell which of the two is meant.

## Wrong

```awm
entity Order { key id: int  total: money = 0 }
view OrderCard = Order.{ id, total }
tool get_order(order: Order) { return order.{ id, total } }
```

## Right

```awm
entity Order { key id: int  total: money = 0 }
view OrderCard = Order.{ id, total }
tool get_order(order: Order) -> OrderCard { return order }
```
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM714",
    "unused-view",
    Family.correctness,
    "nothing shows the view `{name}`",
    "make it the result of a tool, `-> {name}`, or delete it",
)


def check(subject: Subject, report: Report) -> None:
    """Report each view that is neither a result nor part of one."""
    shown = {node.view for node in subject.nodes(e.ViewOf)}
    shown |= {node.name for node in subject.syntax(ast.NamedType)}
    for decl in subject.syntax(ast.ViewDecl):
        if decl.name.name not in shown and subject.declared_here(decl.span):
            report(decl.name.span, name=decl.name.name)
