"""The same condition twice in a chain.

The second branch never runs, since the first one that holds is taken. It was copied, and one of the two was meant to ask for something
else.

## Wrong

```awm
entity Order { key id: int  total: money }
tool size_of(order: Order) {
  if order.total > 100 { return { size: "large" } } elif order.total > 100 { return { size: "medium" } }
  return { size: "small" }
}
```

## Right

```awm
entity Order { key id: int  total: money }
tool size_of(order: Order) {
  if order.total > 100 { return { size: "large" } } elif order.total > 50 { return { size: "medium" } }
  return { size: "small" }
}
```
"""

from __future__ import annotations

from awmc.lint.rule import Family, Needs, Report, rule
from awmc.lint.subject import Subject
from awmc.source import Span
from awmc.syntax import ast
from awmc.syntax.walk import shape

RULE = rule(
    "AWM724",
    "duplicate-branch",
    Family.correctness,
    "`{condition}` has been asked before, so this branch never runs",
    "ask for what was meant, or delete the branch",
    needs=Needs.syntax,
)


def check(subject: Subject, report: Report) -> None:
    """Report each condition of an `if`, a statement or an expression, that an earlier branch has."""
    for statement in subject.syntax(ast.IfStmt):
        _chain([condition for condition, _ in statement.branches], subject, report)
    for choice in subject.syntax(ast.IfExpr):
        _chain([condition for condition, _ in choice.branches], subject, report)


def _chain(conditions: list[ast.Expr], subject: Subject, report: Report) -> None:
    seen: list[tuple[object, Span]] = []
    for condition in conditions if len(conditions) > 1 else []:
        said = shape(condition)
        earlier = next((at for other, at in seen if other == said), None)
        if earlier is not None:
            text = " ".join(subject.text(condition.span).split())
            report(condition.span, labels=[(earlier, "asked here first")], condition=text)
        seen.append((said, condition.span))
