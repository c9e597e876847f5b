"""A choice between true and false.

The condition is the value already. Who reads it twice looks for a difference that is not there.

## Wrong

```awm
entity Order { key id: int  total: money = 0  paid: bool = false }
def is_free(o: Order) -> bool = if o.total == 0 then true else false
```

## Right

```awm
entity Order { key id: int  total: money = 0  paid: bool = false }
def is_free(o: Order) -> bool = o.total == 0
```
"""

from __future__ import annotations

import re

from awmc.lint.rule import Family, Needs, Report, rule
from awmc.lint.subject import Subject, safe_fix
from awmc.syntax import ast

RULE = rule(
    "AWM791",
    "needless-if",
    Family.style,
    "the condition itself is {value}",
    "write {better}",
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


def check(subject: Subject, report: Report) -> None:
    """Report each `if … then true else false`, and the other way round."""
    for node in subject.syntax(ast.IfExpr):
        if len(node.branches) != 1:
            continue
        (condition, then), other = node.branches[0], node.otherwise
        match then, other:
            case ast.BoolLiteral(value=one), ast.BoolLiteral(value=two) if one != two:
                _report(subject, report, node, condition, one)
            case _:
                pass


def _report(
    subject: Subject, report: Report, node: ast.IfExpr, condition: ast.Expr, same: bool
) -> None:
    text = subject.text(node.span)
    words = re.fullmatch(
        r"if\b(.*)\bthen\s+(?:true|false)\s+else\s+(?:true|false)", text, re.DOTALL
    )
    fix = None
    if words is not None and not subject.commented(node.span):
        inner = words[1].strip()
        simple = isinstance(condition, ast.Name | ast.Attribute | ast.Call)
        fix = safe_fix(
            "write the condition",
            (node.span, inner if same else f"not {inner}" if simple else f"not ({inner})"),
        )
    value = "the value" if same else "the opposite of the value"
    report(
        node.span,
        value=value,
        better="the condition alone" if same else "`not` and the condition",
        fix=fix,
    )
