"""The same projection written out in several tools.

Three tools or more show the same rows with the same items. The first change that is made in one of them and not in the others gives an agent two
shapes of one thing. A `view` gives it a name, and the tools a result type.

## Wrong

```awm
entity Order { key id: int  total: money = 0  paid: bool = false }
tool get_order(order: Order) { return order.{ id, total, paid } }
tool pay(order: Order) { set order.paid = true  return order.{ id, total, paid } }
tool list_orders() { return [o.{ id, total, paid } for o in Order order by o.id] }
```

## Right

```awm
entity Order { key id: int  total: money = 0  paid: bool = false }
view OrderCard = Order.{ id, total, paid }
tool get_order(order: Order) -> OrderCard { return order }
tool pay(order: Order) -> OrderCard { set order.paid = true  return order }
tool list_orders() -> [OrderCard] { return [o for o in Order order by o.id] }
```
"""

from __future__ import annotations

from awmc.ir import expr as e
from awmc.ir import types as t
from awmc.ir.model import Tool
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject, nodes_in
from awmc.source import Span
from awmc.syntax import ast
from awmc.syntax.walk import shape

RULE = rule(
    "AWM796",
    "repeated-projection",
    Family.style,
    "{tools} write the same items of `{entity}`",
    "write `view {entity}Card = {entity}.{{ … }}` and show that",
)


def check(subject: Subject, report: Report) -> None:
    """Report the first of the projections of one entity that three tools or more have item for item."""
    found: dict[object, list[ast.Projection]] = {}
    for node in subject.syntax(ast.Projection):
        if len(node.items) >= _ITEMS and subject.declared_here(node.span):
            found.setdefault(shape(node.items), []).append(node)
    for nodes in found.values():
        if len(nodes) >= _TOOLS:
            _shared(subject, report, nodes)


def _shared(subject: Subject, report: Report, nodes: list[ast.Projection]) -> None:
    places: dict[str, list[tuple[str, Span]]] = {}
    for node in nodes:
        tool = next((one for one in subject.env.tools if _within(node.span, one.span)), None)
        entity = None if tool is None else _entity(tool, node)
        if tool is not None and entity is not None:
            places.setdefault(entity, []).append((tool.name, node.span))
    _told(report, places)


def _told(report: Report, found: dict[str, list[tuple[str, Span]]]) -> None:
    for entity, places in found.items():
        tools = list(dict.fromkeys(name for name, _ in places))
        if len(tools) >= _TOOLS:
            labels = [(span, "and here") for _, span in places[1:]]
            report(places[0][1], labels=labels, tools=tools, entity=entity)


_TOOLS, _ITEMS = 3, 3


def _within(inner: Span, outer: Span) -> bool:
    return inner.path == outer.path and outer.start <= inner.start < outer.end


def _entity(tool: Tool, node: ast.Projection) -> str | None:
    """The entity that the tool projects with these first names, where it is only one."""
    wanted = [
        item.name.name for item in node.items if isinstance(item, ast.ProjectItem) and item.name
    ]
    wanted += [
        item.value.name
        for item in node.items
        if isinstance(item, ast.ProjectItem)
        and item.name is None
        and isinstance(item.value, ast.Name)
    ]
    entities = set()
    for one in nodes_in(tool.body, e.Project):
        type_ = t.unwrap(one.source.type)
        shown = {item.name for item in one.items}
        if isinstance(type_, t.RefType) and all(_among(name, shown) for name in wanted):
            entities.add(type_.entity)
    return entities.pop() if len(entities) == 1 else None


def _among(name: str, shown: set[str]) -> bool:
    """Whether an item is shown under its name, or a reference under that of its key."""
    return name in shown or any(one.startswith(f"{name}_") for one in shown)
