"""A name of a built-in function that its body calls, too.

`let count = count(…)` compiles, since a name before `(` is always the function; but a reader has to know that, and a model that goes on writing
the spec takes the one for the other.

## Wrong

```awm
entity Order { key id: int  paid: bool = false }
tool open_orders() "How many orders wait for money" {
  let count = count(o for o in Order if not o.paid)
  return { open: count, all: count(o for o in Order) }
}
```

## Right

```awm
entity Order { key id: int  paid: bool = false }
tool open_orders() "How many orders wait for money" {
  let unpaid = count(o for o in Order if not o.paid)
  return { open: unpaid, all: count(o for o in Order) }
}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.lint.facts.declared import around
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM781",
    "shadowed-builtin",
    Family.naming,
    "`{name}` is also the function `{name}(…)`, which `{owner}` calls",
    "give the value a name of its own",
)


def check(subject: Subject, report: Report) -> None:
    """Report each parameter, `let` and loop name of a tool, function or task that the same body calls as a function."""
    own = {one.name.name for one in subject.syntax(ast.DefDecl)}
    calls = [call for call in subject.syntax(ast.Call) if call.function.name not in own]
    called = {call.function.name for call in calls}
    bodies: list[ast.ToolDecl | ast.DefDecl | ast.TaskDecl] = [
        *subject.syntax(ast.ToolDecl),
        *subject.syntax(ast.DefDecl),
        *subject.syntax(ast.TaskDecl),
    ]
    for name in _bound(subject):
        body = around(bodies, name.span) if name.name in called else None
        inside = [call for call in calls if call.function.name == name.name]
        if body is not None and any(around([body], call.span) for call in inside):
            report(name.span, name=name.name, owner=body.name.name)


def _bound(subject: Subject) -> Iterator[ast.Ident]:
    for param in subject.syntax(ast.ParamDecl):
        yield param.name
    for let in subject.syntax(ast.Let):
        yield let.name
    for clause in subject.syntax(ast.ForClause):
        yield from clause.names
