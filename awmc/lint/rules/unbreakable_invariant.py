"""An invariant or check that no tool can break.

No tool or handler writes anything that it reads, so it holds in every episode if it holds in the initial data. It looks like a rule of the
environment and guards nothing: the tool that could break it was forgotten, or the rule speaks of the wrong fields. Keep it with `# noqa: unbreakable-invariant` where
it is there to check the data. A check over a row's own fields is a constraint of its table, and left alone.

## Wrong

```awm
entity Order { key id: int  total: money  paid: bool = false }
invariant not_free "No order is free" { all(o.total > 0 for o in Order) }
tool pay(order: Order) { set order.paid = true  return order }
```

## Right

```awm
entity Order { key id: int  total: money  paid: bool = false }
invariant not_free "No order is free" { all(o.total > 0 for o in Order) }
tool pay(order: Order) { set order.paid = true  return order }
tool discount(order: Order, by: money(0..)) { set order.total -= by  return order }
```
"""

from __future__ import annotations

from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM721",
    "unbreakable-invariant",
    Family.correctness,
    "no tool writes anything that {what} reads",
    "write the tool that could break it, or state what such a tool must respect",
)


def check(subject: Subject, report: Report) -> None:
    """Report each invariant, and each check made at the end of a call, that is never looked at."""
    env = subject.env
    looked_at = {name for tool in env.tools for name in (*tool.invariants, *tool.checks)}
    for decl in subject.syntax(ast.InvariantDecl):
        name = decl.name.name
        if name not in looked_at and subject.declared_here(decl.span):
            report(decl.name.span, what=f"the invariant `{name}`")
    for entity in env.entities:
        for one in entity.checks:
            idle = not one.local and one.name not in looked_at
            if idle and subject.declared_here(one.span):
                report(one.span, what=f"this check of `{entity.name}`")
