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

from awmc.lint.rule import Family, Needs, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast
from awmc.syntax.walk import walk

RULE = rule(
    "AWM781",
    "shadowed-builtin",
    Family.naming,
    "`{name}` is also the function `{name}(…)`, which `{owner}` calls",
    "give the value a name of its own",
    needs=Needs.syntax,
)


def check(subject: Subject, report: Report) -> None:
    """Report each parameter, `let` and loop name of a tool, function or task that the same body calls as a function."""
    own = {one.name.name for one in subject.syntax(ast.DefDecl)}
    bodies = (
        *subject.syntax(ast.ToolDecl),
        *subject.syntax(ast.DefDecl),
        *subject.syntax(ast.TaskDecl),
    )
    for body in bodies:
        nodes = list(walk(body))
        called = {node.function.name for node in nodes if isinstance(node, ast.Call)} - own
        for name in _bound(nodes):
            if name.name in called:
                report(name.span, name=name.name, owner=body.name.name)


def _bound(nodes: list[ast.Node]) -> Iterator[ast.Ident]:
    for node in nodes:
        if isinstance(node, ast.Let | ast.ParamDecl):
            yield node.name
        elif isinstance(node, ast.ForClause):
            yield from node.names
