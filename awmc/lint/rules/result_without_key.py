"""A tool that makes a row and does not say which.

The key of the new row is given by the database, other tools want it, and this one does not return it: an agent that has just made an order
cannot go on with it but by searching. Return the row, or its key; beside another result, an object of both. Rows that every tool keeps for somebody
else are left alone: a charge that only the member pays whose it is, made by a warden.

## Wrong

```awm
entity Order { auto key id: int  title: text  paid: bool = false }
tool place_order(title: text "What is ordered") "Place an order" { create Order { title } }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
```

## Right

```awm
entity Order { auto key id: int  title: text  paid: bool = false }
tool place_order(title: text "What is ordered") "Place an order" { return create Order { title }.{ id } }
tool pay(order: Order "The order's number") "Mark an order as paid" { set order.paid = true }
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir import types as t
from awmc.ir.conditions import conjuncts, plain
from awmc.ir.model import Tool
from awmc.ir.node import Node
from awmc.ir.walk import rebuild
from awmc.lint.facts.shown import key_leaves, shown_by
from awmc.lint.facts.truth import truth
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject, nodes_in
from awmc.syntax.leniency import snake_case

RULE = rule(
    "AWM770",
    "result-without-key",
    Family.tools,
    "`{tool}` makes a row of `{entity}` and does not return its `{key}`, which `{other}` wants",
    "return {what}",
)


def check(subject: Subject, report: Report) -> None:
    """Report each `create` of a tool of the agent whose automatic key another tool takes and this one keeps."""
    takers = {
        (target.entity, tool.name, param.name): tool
        for tool in subject.agent_tools
        for param in tool.params
        if isinstance(target := t.unwrap(param.type), t.RefType)
    }
    taken = {entity for entity, _, _ in takers}
    for tool in subject.agent_tools:
        made = [one for one in tool.body if isinstance(one, s.Create) and one.entity in taken]
        shown = shown_by(subject, tool) if made else set()
        for one in made:
            hidden = [
                key
                for _, (entity, key) in key_leaves(subject.env, one.entity)
                if subject.entities[entity].field(key).auto and (entity, key) not in shown
            ]
            others = [
                taker.name
                for (entity, _, param), taker in takers.items()
                if entity == one.entity and _may_use(tool, one, taker, param)
            ]
            for key in hidden if others else ():
                report(
                    one.span,
                    tool=tool.name,
                    entity=one.entity,
                    key=key,
                    other=others[-1],
                    what=_advice(tool, one, key),
                )


def _advice(tool: Tool, made: s.Create, key: str) -> str:
    returned = [one.value for one in tool.body if isinstance(one, s.Return)]
    row = made.name or "row"
    if any(value is not None and not _is_of(value, made) for value in returned):
        return f"an object of both: `{{ result: …, {snake_case(made.entity)}: {row}.{{ {key} }} }}`"
    return f"the row, or its key: `return {row}.{{ {key}, … }}`"


def _is_of(value: e.Expr, made: s.Create) -> bool:
    """Whether a result is about the row that is made."""
    return any(node.name == made.name for node in nodes_in(value, e.Var))


def _may_use(maker: Tool, made: s.Create, taker: Tool, param: str) -> bool:
    """Whether whoever makes the row may give it to a tool, as far as what both require of them can be compared."""
    known = frozenset(_required(maker))
    values = {one.path[0]: plain(one.value) for one in made.values if len(one.path) == 1}
    for wanted in _required(taker):
        of_row = _of_row(wanted, param, values)
        if of_row == wanted and not any(nodes_in(wanted, e.Var)) and truth(wanted, known) is False:
            return False
        if of_row != wanted and of_row not in known and _is_of_another(of_row):
            return False
    return True


def _required(tool: Tool) -> Iterator[e.Expr]:
    """The conditions that its calls must keep, whatever path they take."""
    for one in tool.body:
        if isinstance(one, s.Require):
            yield from conjuncts(plain(one.condition))


def _of_row(condition: e.Expr, param: str, values: Mapping[str, e.Expr]) -> e.Expr:
    """The condition of the row that is made: with its values in the place of its fields."""

    def change(node: Node) -> Node:
        match node:
            case e.FieldGet(row=e.Var(name=name), field=field) if name == param and field in values:
                return values[field]
            case _:
                return rebuild(node, change)

    return plain(cast(e.Expr, change(condition)))  # of an expression, an expression is made


def _is_of_another(condition: e.Expr) -> bool:
    """Whether it asks that something which is not the agent's own is the agent: `lease.member == me`."""
    if not isinstance(condition, e.Compare) or condition.op != "==":
        return False
    sides = (condition.left, condition.right)
    return [any(nodes_in(side, e.Me)) for side in sides].count(True) == 1
