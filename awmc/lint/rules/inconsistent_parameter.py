"""A parameter that has another name in most other tools.

Most tools take an `order`, and one takes a `purchase` for the same entity: the JSON names differ, `order_id` and `purchase_id`, and an
agent that has learnt the one gets an error from the other. Names that say which row is meant, such as `from_account` or `assignee`, are left
alone: that is where a field or another tool has the name, too, where the tool takes two rows of the entity, and where the parameter may be
left out, as filters may.

## Wrong

```awm
entity Order { key id: int  paid: bool = false  sent: bool = false }
tool get_order(order: Order) "One order with its state" { return order }
tool pay(order: Order) "Mark an order as paid" { set order.paid = true }
tool ship(order: Order) "Mark an order as sent" { set order.sent = true }
tool drop(purchase: Order) "Delete an order" { delete purchase }
```

## Right

```awm
entity Order { key id: int  paid: bool = false  sent: bool = false }
tool get_order(order: Order) "One order with its state" { return order }
tool pay(order: Order) "Mark an order as paid" { set order.paid = true }
tool ship(order: Order) "Mark an order as sent" { set order.sent = true }
tool drop(order: Order) "Delete an order" { delete order }
```
"""

from __future__ import annotations

from collections import Counter

from awmc.ir import types as t
from awmc.lint.facts.parameters import agent_params
from awmc.lint.facts.wording import name_words
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM782",
    "inconsistent-parameter",
    Family.naming,
    "`{name}` of `{tool}` is called `{usual}` in {count} other tools",
    "call it `{usual}` here, too, unless the name says which {entity} it is",
)
_LEAST = 3
"""The tools that make a name usual."""


def check(subject: Subject, report: Report) -> None:
    """Report each reference whose name no other tool or field has, where other tools agree on one."""
    found: dict[str, list[str]] = {}
    for _, param, _ in agent_params(subject):
        if isinstance(target := t.unwrap(param.type), t.RefType):
            found.setdefault(target.entity, []).append(param.name)
    fields = {field.name for entity in subject.env.entities for field in entity.fields}
    for tool, param, written in agent_params(subject):
        target = t.unwrap(param.type)
        if not isinstance(target, t.RefType) or param.alias is not None or param.default:
            continue
        usual, count = Counter(found[target.entity]).most_common(1)[0]
        alone = found[target.entity].count(param.name) == 1 and param.name not in fields
        same = sum(t.unwrap(other.type) == target for other in tool.params) > 1
        role = set(name_words(param.name)) & {*name_words(usual), *name_words(tool.name)}
        if alone and not same and not role and count >= _LEAST:
            report(
                written.name.span,
                name=param.name,
                tool=tool.name,
                usual=usual,
                count=count,
                entity=target.entity,
            )
