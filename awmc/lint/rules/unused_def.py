"""A `def` or outside function that nothing calls.

Rules live in a `def` so that every tool applies the same one. One that nobody calls is left over, or a tool wrote its own version of the rule,
and the two will come to differ. An `extern` besides brings a file of Python into every generated package, which somebody has to review.

## Wrong

```awm
entity Order { key id: int  total: money = 0 }
def is_free(o: Order) -> bool = o.total == 0
tool ship(order: Order) { require order.total == 0  return order }
```

## Right

```awm
entity Order { key id: int  total: money = 0 }
def is_free(o: Order) -> bool = o.total == 0
tool ship(order: Order) { require is_free(order)  return order }
```
"""

from __future__ import annotations

from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM715",
    "unused-def",
    Family.correctness,
    "nothing calls `{name}`",
    "call it where it applies, or delete it",
)


def check(subject: Subject, report: Report) -> None:
    """Report each `def` and `extern` whose name no call has."""
    called = {call.function.name for call in subject.syntax(ast.Call)}
    decls: list[ast.DefDecl | ast.ExternDecl] = [
        *subject.syntax(ast.DefDecl),
        *subject.syntax(ast.ExternDecl),
    ]
    for decl in decls:
        if decl.name.name not in called and subject.declared_here(decl.span):
            report(decl.name.span, name=decl.name.name)
