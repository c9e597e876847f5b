"""A comparison with true or false.

What is true or false needs no comparison to be a condition. Where it may be none as well, the comparison is needed, and is left
alone.

## Wrong

```awm
entity Order { key id: int  total: money = 0  paid: bool = false }
tool unpaid() { return [o for o in Order if o.paid == false order by o.id] }
```

## Right

```awm
entity Order { key id: int  total: money = 0  paid: bool = false }
tool unpaid() { return [o for o in Order if not o.paid order by o.id] }
```
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject, safe_fix
from awmc.source import Span
from awmc.syntax import ast

RULE = rule(
    "AWM793",
    "comparison-with-bool",
    Family.style,
    "a comparison with `{literal}` of what is true or false itself",
    "write {better}",
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
    """Report `x == true` and its like, where no such comparison in the spec is of an optional value of that name."""
    nodes = [node for node in subject.syntax(ast.Compare) if _literal(node) is not None]
    if not nodes:
        return
    optional = {
        _name(one.left)
        for one in subject.nodes(e.Compare)
        if isinstance(one.left.type, t.OptionType)
    }
    for node in nodes:
        operator, right = node.rest[0]
        if _last_name(node.first) in optional or not isinstance(right, ast.BoolLiteral):
            continue
        positive = right.value is (operator == "==")
        between = Span(node.span.path, node.span.start, right.span.start)
        left = subject.text(between).rstrip().removesuffix(operator).rstrip()
        fix = None
        if not subject.commented(node.span):
            text = left if positive else f"not {left}"
            fix = safe_fix("leave the comparison out", (node.span, text))
        better = "it alone" if positive else "`not` before it"
        report(node.span, literal="true" if right.value else "false", better=better, fix=fix)


def _literal(node: ast.Compare) -> ast.BoolLiteral | None:
    if len(node.rest) == 1 and node.rest[0][0] in ("==", "!="):
        right = node.rest[0][1]
        return right if isinstance(right, ast.BoolLiteral) else None
    return None


def _name(value: e.Expr) -> str | None:
    """The last name of an optional value, None for what has none: then any such value may be meant."""
    match value:
        case e.FieldGet(field=name) | e.DerivedGet(field=name) | e.RecordGet(field=name):
            return name
        case e.Var(name=name):
            return name
        case _:
            return None


def _last_name(value: ast.Expr) -> str | None:
    if isinstance(value, ast.Attribute):
        return value.name.name
    return value.name if isinstance(value, ast.Name) else None
