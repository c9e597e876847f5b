"""An index by which nothing looks.

No filter and no order reads its first field, so the database keeps it up to date at every write for nothing. Often the tool that was to search by it
filters by something else.

## Wrong

```awm
entity Order { key id: int  placed: date  @index (placed) }
tool get_order(order: Order) { return order }
```

## Right

```awm
entity Order { key id: int  placed: date  @index (placed) }
tool orders_of(day: date) { return [o for o in Order if o.placed == day order by o.id] }
```
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.lint.facts.filters import compared, redundant_indexes
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM752",
    "unused-index",
    Family.data,
    "nothing looks for rows of `{entity}` by `{field}`",
    "search by it, or delete the index",
)


def check(subject: Subject, report: Report) -> None:
    """Report each index whose first field no filter, order or list of rows uses; `redundant-index` tells of those that are double."""
    if not subject.syntax(ast.IndexRule):
        return
    read = compared((*subject.nodes(e.IfClause), *subject.nodes(e.OrderKey)))
    for entity in subject.env.entities:
        listed = {
            one.by
            for other in subject.env.entities
            for one in other.has
            if one.entity == entity.name
        }
        for member in subject.entity_decls[entity.name].members:
            if not isinstance(member, ast.IndexRule) or member in redundant_indexes(subject):
                continue
            if subject.declared_here(member.span):
                first = member.fields[0].name
                if (entity.name, first) not in read and first not in listed:
                    report(member.span, entity=entity.name, field=first)
