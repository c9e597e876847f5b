"""An `if` alone in an `else`.

A chain of `elif` shows that one of several cases is taken; an `if` inside an `else` looks like a second question, and each further case goes one step
deeper.

## Wrong

```awm
entity Order { key id: int  total: money = 0  paid: bool = false }
tool size_of(order: Order) {
  if order.total > 100 { return { size: "large" } } else {
    if order.total > 50 { return { size: "medium" } }
  }
  return { size: "small" }
}
```

## Right

```awm
entity Order { key id: int  total: money = 0  paid: bool = false }
tool size_of(order: Order) {
  if order.total > 100 { return { size: "large" } } elif order.total > 50 { return { size: "medium" } }
  return { size: "small" }
}
```
"""

from __future__ import annotations

from awmc.diagnostics.model import Fix
from awmc.lint.rule import Family, Needs, Report, rule
from awmc.lint.subject import Subject, safe_fix
from awmc.source import Span
from awmc.syntax import ast

RULE = rule(
    "AWM795",
    "missing-else-if",
    Family.style,
    "this `if` is all that its `else` holds",
    "write `elif`",
    needs=Needs.syntax,
    fixes="sometimes safe",
    fix_changes=("tools.py",),
)


def check(subject: Subject, report: Report) -> None:
    """Report each `if` that stands alone in an `else`."""
    for node in subject.syntax(ast.IfStmt):
        if node.otherwise is not None and len(node.otherwise.statements) == 1:
            inner = node.otherwise.statements[0]
            if isinstance(inner, ast.IfStmt):
                word = Span(inner.span.path, inner.span.start, inner.span.start + 2)
                report(word, fix=_fix(subject, node, node.otherwise, inner))


def _fix(subject: Subject, node: ast.IfStmt, block: ast.Block, inner: ast.IfStmt) -> Fix | None:
    path = node.span.path
    head = Span(path, node.branches[-1][1].span.end, inner.span.start + 2)
    tail = Span(path, inner.span.end, block.span.end)
    if subject.commented(head) or subject.commented(tail):
        return None
    return safe_fix("write `elif`", (head, " elif"), (tail, ""))
