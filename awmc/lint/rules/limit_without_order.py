"""A list that is cut off by `limit` without an order.

Without `order by` the rows come as they were inserted. An agent that asks for ten gets the ten oldest, whatever it is looking for: the latest or
the cheapest may not be among them, and a task that needs a row further down becomes a matter of luck.
Rows of a log, which come in the order in which they happened, may keep `# noqa: limit-without-order`.

## Wrong

```awm
entity Order { key id: int  total: money }
tool list_orders(limit: int(1..50) = 10) { return [o for o in Order limit limit] }
```

## Right

```awm
entity Order { key id: int  total: money }
tool list_orders(limit: int(1..50) = 10) { return [o for o in Order order by o.total desc, o.id limit limit] }
```
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.model import Tool
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.source import Span
from awmc.syntax import ast
from awmc.syntax.walk import walk

RULE = rule(
    "AWM725",
    "limit-without-order",
    Family.correctness,
    "`{tool}` cuts off the rows of `{entity}` without an order",
    "put `order by` before `limit`",
)


def check(subject: Subject, report: Report) -> None:
    """Report each list of rows in a tool of the agent that has a limit from a parameter and no order."""
    for tool, below in subject.parts:
        if not isinstance(tool, Tool) or tool.private or tool.by_user:
            continue
        params = {param.name for param in tool.params}
        cut = [one for one in below if isinstance(one, e.Comprehension) and _is_cut(one, params)]
        if not any(_rows_of(one) for one in cut):
            continue
        spans = _limits(subject, tool.name, params)
        for number, one in enumerate(cut):
            entity = _rows_of(one)
            if entity is not None:
                span = spans[number] if len(spans) == len(cut) else tool.span
                report(span, tool=tool.name, entity=entity)


def _is_cut(one: e.Comprehension, params: set[str]) -> bool:
    return not one.order and isinstance(one.limit, e.Var) and one.limit.name in params


def _rows_of(one: e.Comprehension) -> str | None:
    """The entity whose rows it goes through first, as they are stored."""
    clause = one.clauses[0]
    if isinstance(clause, e.ForClause) and isinstance(clause.source, e.EntityRows | e.HasGet):
        type_ = clause.types[0]
        return type_.entity if isinstance(type_, t.RefType) else None
    return None


def _limits(subject: Subject, tool: str, params: set[str]) -> list[Span]:
    """Where such limits are written."""
    return [
        node.limit.span
        for node in walk(subject.tool_decls[tool])
        if isinstance(node, ast.Comprehension)
        and not node.order
        and isinstance(node.limit, ast.Name)
        and node.limit.name in params
    ]
