"""A comparison that is negated as a whole.

`a != b` and `a not in b` say in one word what `not a == b` says in two, and do not leave the reader to remember which of the two binds
first.

## Wrong

```awm
entity Order { key id: int  total: money = 0  paid: bool = false }
tool unpaid(ids: [int]) { return [o for o in Order if not o.id in ids order by o.id] }
```

## Right

```awm
entity Order { key id: int  total: money = 0  paid: bool = false }
tool unpaid(ids: [int]) { return [o for o in Order if o.id not in ids order by o.id] }
```
"""

from __future__ import annotations

import re

from awmc.diagnostics.model import Fix
from awmc.lint.rule import Family, Needs, Report, rule
from awmc.lint.subject import Subject, safe_fix
from awmc.source import Span
from awmc.syntax import ast

RULE = rule(
    "AWM792",
    "negated-comparison",
    Family.style,
    "`not` before a comparison with `{operator}`",
    "write `{better}`",
    needs=Needs.syntax,
    fixes="sometimes safe",
    fix_changes=(
        "contracts.py",
        "goals.py",
        "judging.py",
        "rules.py",
        "tasks.json",
        "tools.py",
        "verifiers.py",
    ),
)


_OPPOSITE = {"==": "!=", "!=": "==", "in": "not in", "not in": "in"}


def check(subject: Subject, report: Report) -> None:
    """Report `not` before a comparison of two that asks for equality or membership."""
    for node in subject.syntax(ast.Unary):
        inner = node.operand
        if node.operator == "not" and isinstance(inner, ast.Compare) and len(inner.rest) == 1:
            operator, right = inner.rest[0]
            if operator in _OPPOSITE:
                better = _OPPOSITE[operator]
                fix = _fix(subject, node, inner, right, better)
                report(node.span, operator=operator, better=better, fix=fix)


def _fix(
    subject: Subject, node: ast.Unary, inner: ast.Compare, right: ast.Expr, better: str
) -> Fix | None:
    between = Span(node.span.path, inner.first.span.end, right.span.start)
    found = _OPERATOR.search(subject.text(between))
    word = re.match(r"not\b\s*", subject.text(node.span))
    if found is None or word is None or subject.commented(node.span):
        return None
    start = node.span.start
    operator = Span(node.span.path, between.start + found.start(), between.start + found.end())
    return safe_fix(
        f"write `{better}`",
        (Span(node.span.path, start, start + word.end()), ""),
        (operator, better),
    )


_OPERATOR = re.compile(r"==|!=|\bnot\s+in\b|\bin\b")
