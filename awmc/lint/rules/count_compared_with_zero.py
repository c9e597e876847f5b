"""A count where only "any" is asked.

`any` says what is meant, and stops at the first row that is found; `count` goes through all of them.

## Wrong

```awm
entity Order { key id: int  total: money = 0  paid: bool = false }
tool owes() { return { owes: count(o for o in Order if not o.paid) > 0 } }
```

## Right

```awm
entity Order { key id: int  total: money = 0  paid: bool = false }
tool owes() { return { owes: any(not o.paid for o in Order) } }
```
"""

from __future__ import annotations

from awmc.diagnostics.model import Fix
from awmc.lint.rule import Family, Needs, Report, rule
from awmc.lint.subject import Subject, safe_fix
from awmc.source import Span
from awmc.syntax import ast

RULE = rule(
    "AWM790",
    "count-compared-with-zero",
    Family.style,
    "`count` is only asked whether there are any",
    "write `{better}(condition for …)`",
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


_ANY = {(">", "0"), ("!=", "0"), (">=", "1")}
_NONE = {("==", "0"), ("<", "1"), ("<=", "0")}


def check(subject: Subject, report: Report) -> None:
    """Report each comparison of a `count` over a filter with nothing."""
    for node in subject.syntax(ast.Compare):
        if len(node.rest) != 1 or not isinstance(node.rest[0][1], ast.NumberLiteral):
            continue
        said = (node.rest[0][0], node.rest[0][1].text)
        gathered = _gathered(node.first)
        if gathered is not None and said in _ANY | _NONE:
            better = "any" if said in _ANY else "not any"
            report(node.span, better=better, fix=_fix(subject, node, gathered, better))


def _gathered(value: ast.Expr) -> ast.Comprehension | None:
    """What is counted, where a filter comes last and nothing is cut off."""
    if not isinstance(value, ast.Call) or value.function.name != "count":
        return None
    inner = value.comprehension
    if inner is None or inner.limit is not None or inner.offset is not None:
        return None
    return inner if isinstance(inner.clauses[-1], ast.IfClause) else None


def _fix(subject: Subject, node: ast.Compare, inner: ast.Comprehension, better: str) -> Fix | None:
    last = inner.clauses[-1]
    if subject.commented(node.span) or not isinstance(last, ast.IfClause):
        return None
    path = node.span.path
    condition = subject.text(Span(path, last.span.start, last.span.end)).removeprefix("if").strip()
    rest = subject.text(Span(path, inner.clauses[0].span.start, last.span.start)).strip()
    return safe_fix(f"write `{better}`", (node.span, f"{better}({condition} {rest})"))
